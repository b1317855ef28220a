import type { RunningStack } from '../../engines/engine.ts';
import { messageOf } from '../../support/harness-error.ts';

const shownLines = 3;
const readLines = 40;
const saysWhy = /\b(?:\w*error|\w*exception|fatal|panic|cannot|failed)\b/i;

/** The services that have ended where they should run, each with its status and last lines; empty when all run. Never throws: it only explains. */
export async function notRunning({ services }: Pick<RunningStack, 'services'>): Promise<readonly string[]> {
  const told = await Promise.all(
    [...services.values()].map(async service => {
      try {
        const { state, exitStatus, restarts } = await service.status();
        if ((state !== 'exited' && state !== 'restarting') || exitStatus === 0) return [];
        const log = await service.logs({ tailLines: readLines });
        const again = restarts === 0 ? '' : `, after ${restarts} restart${restarts === 1 ? '' : 's'}`;
        const last = telling(log.split('\n').filter(line => line.trim() !== '')).join(' | ');
        return [`service ${service.name} ended with status ${exitStatus ?? '?'}${again}${last === '' ? '' : `: ${last}`}`];
      } catch (thrown) {
        return [`service ${service.name} could not be looked at: ${messageOf(thrown)}`];
      }
    }),
  );
  return told.flat();
}

/** The last lines; where none of them says why, as after a stack trace (Node ends with its version), the last line before them that does comes first. */
function telling(lines: readonly string[]): readonly string[] {
  const last = lines.slice(-shownLines);
  if (last.some(line => saysWhy.test(line))) return last;
  const why = lines.findLast(line => saysWhy.test(line));
  return why === undefined ? last : [why.trim(), ...last.slice(1)];
}
