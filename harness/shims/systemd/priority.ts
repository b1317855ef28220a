import type { RunningStack } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { UnitLine } from './unit-log.ts';
import { hasFailedToStart } from './unit-state.ts';
import type { ServiceUnit } from './unit.ts';

const names = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];
const [err, info] = [3, 6];

/**
 * Lines of a priority, journalctl(1): one level means all up to it, `a..b` a range. What a program prints is `info`, whatever stands in it,
 * unless the line begins with `<N>` (sd-daemon(3)).
 * @throws {Unsupported} where systemd's own lines, which are not here, would decide what is printed: it tells the end of a process as a
 * notice, a unit's failure as a warning, and a start that failed as an error.
 */
export async function ofPriority<T extends UnitLine>(
  entries: readonly T[],
  asked: string | undefined,
  { units, stack }: { readonly units: readonly ServiceUnit[]; readonly stack: RunningStack },
): Promise<readonly T[]> {
  if (asked === undefined) return entries;
  const [from, to] = asked.includes('..') ? asked.split('..', 2).map(levelOf) : [0, levelOf(asked)];
  if (from === undefined || to === undefined) throw new Unsupported(`--priority=${asked} of journalctl`);
  const [lowest, highest] = [Math.min(from, to), Math.max(from, to)];
  if (highest > err && highest < info)
    throw new Unsupported(`--priority=${asked} of journalctl: what systemd itself says is not in this journal`);
  for (const unit of highest >= info ? [] : units)
    if (await hasFailedToStart(unit, stack))
      throw new Unsupported(
        `--priority=${asked} of journalctl: what systemd says of ${unit.name}, which failed to start, is not in this journal`,
      );
  return entries.filter(({ line }) => {
    const level = Number(/^<([0-7])>/.exec(line.text)?.[1] ?? info);
    return level >= lowest && level <= highest;
  });
}

function levelOf(text: string): number | undefined {
  const level = /^[0-7]$/.test(text) ? Number(text) : names.indexOf({ error: 'err', warn: 'warning', panic: 'emerg' }[text] ?? text);
  return level === -1 ? undefined : level;
}
