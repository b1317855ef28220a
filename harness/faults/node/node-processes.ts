import { constants } from 'node:os';
import type { InspectedProcess, RunningService } from '../../engines/engine.ts';
import type { NodeProcess } from './inspector.ts';

/** The stack runs on Linux, whatever we run on. */
export const sigusr1 = process.platform === 'linux' ? constants.signals.SIGUSR1 : 10;

/** Where Node's inspector listens where nobody says otherwise; one that was open before, too. */
export const inspectorPort = 9229;

/**
 * The Node processes of a service that do its work: those that listen, where one does (npm, which started it, does not), else all.
 * By the name of the program's file: to any other program SIGUSR1 would be an end.
 */
export async function nodeProcesses(service: RunningService): Promise<readonly NodeProcess[]> {
  const all = await Promise.all(
    service.instances().map(async instance => (await instance.process.inspect()).filter(isNode).map(process => ({ instance, process }))),
  );
  const found = all.flat();
  const listening = found.filter(({ process: { listens } }) => listens.some(port => port !== inspectorPort));
  return listening.length > 0 ? listening : found;
}

/** The same process as it is now; undefined when it has ended. */
export async function stillThere({ instance, process }: NodeProcess): Promise<InspectedProcess | undefined> {
  return (await instance.process.inspect()).find(({ pid, started }) => pid === process.pid && started === process.started);
}

function isNode({ program }: InspectedProcess): boolean {
  return program === 'node' || program === 'nodejs';
}
