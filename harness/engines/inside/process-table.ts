import { readFileSync, readdirSync } from 'node:fs';

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  /** Letter of /proc/PID/stat: R, S, D, T (stopped), Z (ended, not reaped) … */
  readonly state: string;
  readonly name: string;
  /** Clock ticks since boot. */
  readonly started: number;
}

/** All processes of the sandbox, as the supervisor sees them. */
export function processTable(): readonly ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const entry = readProcess(pid);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** One process; undefined when it is gone. */
export function readProcess(pid: number): ProcessEntry | undefined {
  try {
    // The name may hold blanks and brackets: what follows the last bracket is regular (proc(5)).
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const close = stat.lastIndexOf(')');
    const fields = stat.slice(close + 2).split(' ');
    return {
      pid,
      name: stat.slice(stat.indexOf('(') + 1, close),
      state: fields[0] ?? '?',
      parent: Number(fields[1]),
      started: Number(fields[19]),
    };
  } catch {
    return undefined;
  }
}

/** Argument vector; empty when the process is gone or a kernel thread. */
export function commandLine(pid: number): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return text === '' ? [] : text.replace(/\0$/, '').split('\0');
  } catch {
    return [];
  }
}

/** The process and all that descend from it, parents first. */
export function treeOf(root: number, table: readonly ProcessEntry[] = processTable()): readonly ProcessEntry[] {
  const children = new Map<number, ProcessEntry[]>();
  for (const entry of table) children.set(entry.parent, [...(children.get(entry.parent) ?? []), entry]);
  const found: ProcessEntry[] = table.filter(entry => entry.pid === root);
  for (const entry of found) found.push(...(children.get(entry.pid) ?? []));
  return found;
}

/** Sends a signal; a process that is gone is fine. */
export function send(pid: number, signal: string | number): void {
  try {
    process.kill(pid, signal as NodeJS.Signals);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ESRCH') throw thrown;
  }
}

/** Number of the signal that `kill -l` prints for its name, with or without SIG. */
export function signalName(name: string): string {
  const upper = name.toUpperCase();
  return /^\d+$/.test(upper) ? upper : upper.startsWith('SIG') ? upper : `SIG${upper}`;
}

/** Whether a process was started with this `NAME=value`. */
export function environmentHas(pid: number, entry: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(entry);
  } catch {
    return false;
  }
}

/** The pid as the process itself sees it, in the innermost of its namespaces. */
export function innerPid(pid: number): number {
  try {
    const ids = (/^NSpid:\s+(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '').split(/\s+/);
    return Number(ids.at(-1)) || pid;
  } catch {
    return pid;
  }
}
