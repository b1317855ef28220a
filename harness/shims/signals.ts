import { constants } from 'node:os';
import type { RunningService, RunningStack } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { processOf } from './controls.ts';

/** `SIGKILL` of `9`, `KILL`, `SIGKILL` or `sigkill`. */
export function signalName(text: string): string {
  const byNumber = /^\d+$/.test(text) ? Object.entries(constants.signals).find(([, number]) => number === Number(text))?.[0] : undefined;
  const name = byNumber ?? (/^sig/i.test(text) ? text.toUpperCase() : `SIG${text.toUpperCase()}`);
  if (!(name in constants.signals)) throw new Unsupported(`signal ${text}`);
  return name;
}

/** Sends a signal to a service's first process only; the engine's own `signal` reaches all of them. */
export async function signalMain(service: RunningService, stack: RunningStack, signal: string): Promise<void> {
  const process = processOf(service, stack);
  if ((await process.states()).length <= 1) return process.signal(signal);
  const { pid } = await service.status({ health: false });
  if (pid === undefined) return;
  const { status, stderr } = await service.exec(['sh', '-c', `kill -s ${signal.replace('SIG', '')} ${pid}`]);
  if (status !== 0) throw new Unsupported(`a signal to one of several processes of service ${service.name}: ${stderr.trim()}`);
}
