import { constants } from 'node:os';
import type { ServiceInstance } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';

/** `SIGKILL` of `9`, `KILL`, `SIGKILL` or `sigkill`. */
export function signalName(text: string): string {
  const byNumber = /^\d+$/.test(text) ? Object.entries(constants.signals).find(([, number]) => number === Number(text))?.[0] : undefined;
  const name = byNumber ?? (/^sig/i.test(text) ? text.toUpperCase() : `SIG${text.toUpperCase()}`);
  if (!(name in constants.signals)) throw new Unsupported(`signal ${text}`);
  return name;
}

/**
 * Sends a signal to the first process of an instance only; the engine's own `signal` reaches all of them.
 * @throws {Unsupported} when it has several and none can be signalled alone: without shell and `kill`, or because
 * the kernel keeps it from process 1 of a container.
 */
export async function signalMain(instance: ServiceInstance, signal: string): Promise<void> {
  // The others do not outlive a first process that is killed.
  if (signal === 'SIGKILL' || (await instance.process.states()).length <= 1) return instance.process.signal(signal);
  const { pid } = await instance.status({ health: false });
  if (pid === undefined) return;
  // From within its own namespace process 1 gets only what it handles, pid_namespaces(7), and that can never be SIGSTOP.
  if (pid === 1 && signal === 'SIGSTOP') throw new Unsupported(`${signal} to one of several processes of ${instance.name}`);
  const words = ['kill', signal.replace('SIG', '-'), String(pid)];
  // In a shell it is a builtin, which every shell has; the program of that name belongs to a package that slim images leave out.
  const inShell = await instance.exec(['sh', '-c', words.join(' ')]);
  const { status: exit, stderr } = isMissing(inShell.status) ? await instance.exec(words) : inShell;
  // What ends process 1 of a container ends also who asked for it from within.
  if (exit !== 0 && exit !== 128 + constants.signals.SIGKILL)
    throw new Unsupported(`a signal to one of several processes of ${instance.name}: ${stderr.trim()}`);
}

/** The exit statuses of a program that is not there, or cannot be executed. */
function isMissing(status: number): boolean {
  return status === 126 || status === 127;
}
