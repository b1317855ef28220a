import type { RunningStack, ServiceInstance } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';

/** One process of an instance, as /proc has it (proc(5)). */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly uid: number;
  readonly command: string;
  /** Processor time in ticks of 1/100 s. */
  readonly ticks: number;
  /** Start in ticks after the machine's. */
  readonly startedTicks: number;
  readonly residentBytes: number;
  readonly threads: number;
  /** Absent where the kernel does not let us see it: another user's process. */
  readonly readBytes?: number;
  readonly writtenBytes?: number;
}

export interface ProcFiles {
  readonly processes: readonly ProcessEntry[];
  readonly machineMemoryBytes: number;
  readonly uptimeTicks: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export const ticksPerSecond = 100;
const kib = 1024;

/**
 * Reads the files with the one program that every image with programs has: no shell, no `ps`. In layout
 * `host` the bastion sees the same processes, and looks where an image has not even `cat`.
 * @throws {Unsupported} when nobody can look.
 */
export async function procFilesOf(instance: ServiceInstance, stack: RunningStack): Promise<ProcFiles> {
  const states = await instance.process.states();
  const files = states.flatMap(({ pid }) => ['stat', 'status', 'io'].map(file => `/proc/${pid}/${file}`));
  const argv = ['cat', '/proc/meminfo', '/proc/uptime', '/proc/net/dev', ...files];
  const places = [instance, ...(stack.layout === 'host' ? [stack.bastion] : [])];
  let seen = '';
  for (const place of places) {
    // A process that has ended since, and one whose `io` is another user's, make `cat` fail after it printed the rest.
    const { stdout, stderr } = await place.exec(argv, { timeoutMs: 5000 });
    if (/^MemTotal:/m.test(stdout)) return readFiles(stdout, states);
    seen ||= stderr.trim() || stdout.trim();
  }
  throw new Unsupported(`the processes of ${instance.name}: ${seen}`);
}

function readFiles(text: string, states: readonly { readonly pid: number; readonly command: string }[]): ProcFiles {
  const sum = (pattern: RegExp): number => [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
  const commands = new Map(states.map(({ pid, command }) => [pid, command]));
  // Each process's part begins with the one line that has its id and its name in brackets.
  const parts = text.split(/^(?=\d+ \(.*\) \S )/m).slice(1);
  return {
    processes: parts.flatMap(part => readProcess(part, commands) ?? []),
    machineMemoryBytes: sum(/^MemTotal:\s+(\d+) kB/gm) * kib,
    uptimeTicks: sum(/^(\d+\.\d+) \d+\.\d+$/gm) * ticksPerSecond,
    receivedBytes: sum(/^\s*(?!lo:)\S+:\s*(\d+)(?:\s+\d+){15}\s*$/gm),
    sentBytes: sum(/^\s*(?!lo:)\S+:(?:\s*\d+){8}\s+(\d+)(?:\s+\d+){7}\s*$/gm),
  };
}

function readProcess(part: string, commands: ReadonlyMap<number, string>): ProcessEntry | undefined {
  // Fields 3, 4, 14, 15 and 22, counted from behind the name's closing bracket, which the name may hold too.
  const stat = /^(\d+) \((.*)\) \S (\d+)(?: -?\d+){9} (\d+) (\d+)(?: -?\d+){6} (\d+) /.exec(part);
  if (stat === null) return undefined;
  const [, pid, name = '', parent, user, system, started] = stat;
  const line = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(part)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const readBytes = line(/^read_bytes: (\d+)/m);
  const writtenBytes = line(/^write_bytes: (\d+)/m);
  return {
    pid: Number(pid),
    parent: Number(parent),
    uid: line(/^Uid:\t\d+\t(\d+)/m) ?? 0,
    command: commands.get(Number(pid)) || `[${name}]`,
    ticks: Number(user) + Number(system),
    startedTicks: Number(started),
    residentBytes: (line(/^VmRSS:\s+(\d+) kB/m) ?? 0) * kib,
    threads: line(/^Threads:\s+(\d+)/m) ?? 1,
    ...(readBytes === undefined ? {} : { readBytes }),
    ...(writtenBytes === undefined ? {} : { writtenBytes }),
  };
}
