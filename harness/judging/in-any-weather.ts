import type { EventOf } from '../model/event.ts';
import type { Finding } from '../model/verdict.ts';
import type { TrialRecord } from './trial-record.ts';

/**
 * Looking that fails with the same words whether anything is broken or not, such as a column or an option that does not exist: it tells a reader
 * nothing. A command that prints no error may just have found nothing.
 */
export function failsInAnyWeather(broken: TrialRecord | undefined, healthy: TrialRecord | undefined): readonly Finding[] {
  if (broken === undefined || healthy === undefined) return [];
  return broken.facts.steps.flatMap(({ id, role, location }) => {
    if (role !== 'diagnose') return [];
    const [one, other] = [endOf(broken, id), endOf(healthy, id)];
    if (one === undefined || other === undefined) return [];
    const known = new Set(errorsOf(other).map(plain));
    const same = errorsOf(one).find(line => known.has(plain(line)));
    const failed = statementsOf(one).find(text => statementsOf(other).includes(text));
    if (same === undefined || failed === undefined) return [];
    return [
      {
        rule: 'fails-in-any-weather',
        message: `step ${id} looks and fails with the same words on a healthy system: ${same}`,
        evidence: [one.seq],
        location: one.masked.find(({ text }) => text === failed)?.location ?? location,
      },
    ];
  });
}

function endOf(record: TrialRecord, step: string): EventOf<'step.ended'> | undefined {
  return record.all('step.ended').findLast(ended => ended.step === step && ended.last);
}

/** Statements that failed, and the whole step by its status where nothing is known of its statements. */
function statementsOf({ masked, status, timedOut, stoppedEndless }: EventOf<'step.ended'>): readonly string[] {
  const whole = status !== 0 && !timedOut && stoppedEndless.length === 0 ? [`status ${status}`] : [];
  return [...masked.map(({ text }) => text), ...whole];
}

const saysWrong = /error|not found|no such|unknown|unrecognized|invalid|does not exist|usage:|unexpected|illegal|missing|denied/i;

function errorsOf({ stderr }: EventOf<'step.ended'>): readonly string[] {
  return stderr
    .split('\n')
    .map(line => line.trim())
    .filter(line => saysWrong.test(line));
}

/** Numbers (times, ports, line numbers) say nothing about what is wrong. */
function plain(line: string): string {
  return line.replaceAll(/\d+/g, '#');
}
