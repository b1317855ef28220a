import { once } from 'node:events';
import type { Attempt } from '../../inside/protocol.ts';
import { attemptHere, type AttemptRequest } from '../../inside/attempt.ts';
import type { Cells } from './cells.ts';
import { addressOf } from './names.ts';

/** Argument by which this program, started inside a cell's network, makes the attempts and ends. */
export const attemptArgument = '--attempt';

/** Connections from within a cell's network; a name that the cell does not know is unreachable. */
export async function attemptInCell(cells: Cells, name: string, request: AttemptRequest): Promise<readonly Attempt[]> {
  let address: string;
  try {
    address = addressOf(request.host, `${cells.get(name).root}/etc/hosts`);
  } catch (thrown) {
    const { message } = thrown as Error;
    return Array.from({ length: request.connections }, () => ({ outcome: 'unreachable', message, tookMs: 0 }));
  }
  const argv = [process.execPath, process.argv[1] ?? '', attemptArgument, JSON.stringify({ ...request, host: address })];
  const child = cells.enterWithRights(name, argv, ['ignore', 'pipe', 'inherit']);
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`the connections from ${name} could not be tried (status ${String(status)})`);
  return JSON.parse(said) as readonly Attempt[];
}

/** What the program does then. */
export async function attemptAndTell(request: string): Promise<void> {
  process.stdout.write(JSON.stringify(await attemptHere(JSON.parse(request) as AttemptRequest)));
}
