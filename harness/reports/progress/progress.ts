import { showsUtf8 } from '../ascii-text.ts';
import { wantsColor } from '../wants-color.ts';
import type { Progress, ProgressOutput, ProgressStyle } from './contract.ts';
import { liveProgress } from './live.ts';
import { plainProgress } from './plain.ts';

export interface ProgressOptions {
  /** Ids of all scenarios that are drilled. */
  readonly scenarios: readonly string[];
  /** What they are called together. @default scenarios */
  readonly what?: string;
  /** On a terminal nothing of a trial stays but what is noted. @default false */
  readonly brief?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly now?: () => number;
  /** Lines that stay, also on a terminal: where something else writes to it as well. @default false */
  readonly plain?: boolean;
  /** The report is shown on the same terminal at the end: of a single scenario it tells the outcome at once. @default false */
  readonly reportFollows?: boolean;
}

/**
 * Tells how trials get on: on a terminal one line per scenario that is drawn again and again, with a clock, so that a silent step still
 * shows that it lives; elsewhere (pipes, CI, `TERM=dumb`) one line per thing that happened.
 */
export function makeProgress(
  out: ProgressOutput,
  {
    scenarios,
    what = 'scenarios',
    brief = false,
    env = process.env,
    now = () => performance.now(),
    plain = false,
    reportFollows = false,
  }: ProgressOptions,
): Progress {
  const live = !plain && out.isTTY === true && env['TERM'] !== 'dumb' && (env['CI'] ?? '') === '';
  const style: ProgressStyle = { scenarios, what, brief, color: wantsColor(live, env), utf8: showsUtf8(env), reportFollows, now };
  return live ? liveProgress(out, style) : plainProgress(out, style);
}
