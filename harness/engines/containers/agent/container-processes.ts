import { readFileSync } from 'node:fs';
import { inspectProcess, limitProcess, type Inspected, type Limits } from '../../inside/inspect-process.ts';
import { commandLine, environmentHas, processTable, send, signalName, type ProcessEntry } from '../../inside/process-table.ts';

/** Processes of one container in a namespace that several share: its id stands in the path of their control group. */
export function processesOf(container: string): readonly ProcessEntry[] {
  return processTable().filter(({ pid }) => controlGroup(pid).includes(container));
}

export function describe(container: string): readonly { pid: number; state: string; command: string; main: boolean }[] {
  return processesOf(container).map(({ pid, state, parent }) => ({
    pid,
    state,
    command: commandLine(pid).join(' '),
    // The parent of what a container starts with is outside.
    main: parent === 0,
  }));
}

export function signalAll(container: string, signal: string, pids?: readonly number[]): void {
  for (const { pid } of processesOf(container)) if (pid !== 1 && pids?.includes(pid) !== false) send(pid, signalName(signal));
}

export function inspectAll(container: string): readonly Inspected[] {
  return processesOf(container).flatMap(({ pid }) => inspectProcess(pid) ?? []);
}

export async function limitAll(container: string, limits: Limits, pids: readonly number[]): Promise<void> {
  await Promise.all(
    processesOf(container)
      .filter(({ pid }) => pids.includes(pid))
      .map(({ pid }) => limitProcess(pid, limits)),
  );
}

/** Everything inherits the id that a command was started with. */
export function endInvocation(id: string): void {
  for (const { pid } of processTable()) if (pid !== 1 && environmentHas(pid, `INVOCATION_ID=${id}`)) send(pid, 'SIGKILL');
}

function controlGroup(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    return '';
  }
}
