import type { DrillEvent } from '../../model/event.ts';
import { cleanLine } from '../../reports/clean-text.ts';

/** After a blind rehearsal: what people took for the cause, and what it was, one below the other. */
export function reveal(events: readonly DrillEvent[]): string {
  const [started] = events;
  if (started?.type !== 'trial.started') return '';
  const { facts } = started;
  const said = events.flatMap(event => (event.type === 'diagnosed' ? [event.text] : []));
  const done = events.flatMap(event => (event.type === 'fault.injected' ? [event.summary] : []));
  const causes = done.length > 0 ? done : facts.faults.map(({ kind }) => `${kind} (it was not put in)`);
  return [
    '',
    ` You took for the cause: ${said.length === 0 ? '(you were not asked)' : said.map(cleanLine).join('; ')}`,
    ` What was done:          ${causes.length === 0 ? 'nothing was broken: a planned procedure' : causes.map(cleanLine).join('; ')}`,
    ` The scenario:           ${cleanLine(facts.title)} (${cleanLine(facts.scenarioFile)})`,
    '',
  ]
    .map(line => `${line}\n`)
    .join('');
}
