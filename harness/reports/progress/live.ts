import type { DrillEvent } from '../../model/event.ts';
import { asciiText } from '../ascii-text.ts';
import { logText } from '../ci/log-text.ts';
import { cleanLine } from '../clean-text.ts';
import { fitLine } from '../fit-line.ts';
import { wrap } from '../wrap.ts';
import { painter } from '../paint.ts';
import { liveRows } from './live-rows.ts';
import { outcomeLines } from './outcome-lines.ts';
import type { Progress, ProgressOutput, ProgressStyle } from './contract.ts';
import type { ScenarioState } from './row.ts';
import { shortNames } from './short-names.ts';
import { tell } from './tell.ts';
import { afterEvent } from './trial-state.ts';
import type { TrialState } from './trial-state.ts';

const drawEveryMs = 250;
/** Never taller, and never as tall as the screen: what scrolls out of it cannot be drawn over. */
const mostRows = 12;

interface Shown extends ScenarioState {
  readonly trials: Map<string, TrialState>;
}

/**
 * Draws the scenarios that are under way at the foot of a terminal, again and again; what is to stay is written above. The cursor is
 * never hidden and lines only ever replace lines of ours, so that nothing must be put right however the program ends.
 */
export function liveProgress(out: ProgressOutput, { scenarios, what, brief, color, utf8, reportFollows, now }: ProgressStyle): Progress {
  const paint = painter(color);
  const shown = new Map<string, Shown>();
  const done = new Set<string>();
  let drawn = 0;
  let stays = false;
  let ended = false;

  const columns = (): number => believable(out.columns, 80);
  const plain = (text: string): string => (utf8 ? text : asciiText(text));
  const fit = (line: string, width: number): string => fitLine(plain(logText(line)), width, plain('…'));
  const clear = (): string => (drawn === 0 ? '' : `\u001B[${drawn}F\u001B[0J`);
  let names: { readonly width: number; readonly of: ReadonlyMap<string, string> } | undefined;
  const namesFor = (width: number): ReadonlyMap<string, string> => {
    if (names?.width !== width) names = { width, of: shortNames(scenarios, width) };
    return names.of;
  };
  const draw = (above: readonly string[] = []): void => {
    if (ended) return;
    const width = columns();
    const rows = liveRows([...shown.values()], {
      names: namesFor(Math.max(8, Math.floor(width * 0.4))),
      most: Math.max(1, Math.min(mostRows, believable(out.rows, 24) - 1)),
      now: now(),
      done: done.size,
      all: scenarios.length,
      what,
    });
    // One column stays free: some terminals wrap when the last one is written.
    const lines = rows.map(line => `${paint('dim', fit(line, width - 1))}\n`);
    out.write(`${clear()}${above.map(line => `${plain(logText(line))}\n`).join('')}${lines.join('')}`);
    drawn = lines.length;
    stays ||= above.length > 0;
  };
  const timer = setInterval(() => draw(), drawEveryMs);
  timer.unref();

  return {
    event(id, name, event) {
      if (ended || done.has(id)) return;
      const scenario = shown.get(id) ?? { id, startedMs: now(), trials: new Map<string, TrialState>() };
      shown.set(id, scenario);
      const state = afterEvent(scenario.trials.get(name), name, event, now());
      scenario.trials.set(name, state);
      const told = tell(event, state);
      if (brief || told === undefined || !(told.amiss || (scenarios.length === 1 && isOfInterest(name, event)))) return;
      const from = cleanLine(scenarios.length > 1 ? `${id} ${name}` : name);
      const [first = '', ...more] = wrap(`${from}: ${told.text}`, Math.max(16, columns() - 4));
      draw([
        `${told.amiss ? paint('yellow', '!') : ' '} ${first}`,
        ...more.map(line => `    ${line}`),
        ...(told.output ?? []).map(line => `  │ ${fitLine(line, columns() - 5)}`),
      ]);
    },
    scenarioEnded(id, scenario) {
      if (ended) return;
      shown.delete(id);
      done.add(id);
      draw(scenario === undefined || (reportFollows && scenarios.length === 1) ? [] : outcomeLines(scenario, paint, columns()));
    },
    note(text) {
      draw([cleanLine(text)]);
    },
    end() {
      if (ended) return;
      ended = true;
      clearInterval(timer);
      // What follows is the report: apart from what was told before.
      if (drawn > 0 || stays) out.write(`${clear()}${stays ? '\n' : ''}`);
    },
  };
}

/** What stays of a single scenario where all goes well: what was broken, what was done, and that it was needed. */
function isOfInterest(trial: string, { type }: DrillEvent): boolean {
  if (type === 'phase.ended') return true;
  return trial === 'as-written' && type !== 'trial.started' && type !== 'trial.ended' && type !== 'phase.started';
}

/** A terminal may report 0 or nothing. */
function believable(size: number | undefined, otherwise: number): number {
  return size === undefined || !Number.isFinite(size) || size < 1 ? otherwise : size;
}
