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

const machineFiles = ['/proc/meminfo', '/proc/uptime', '/proc/net/dev'];
const processFiles = ['stat', 'status', 'io', 'cmdline'];

/**
 * Reads the files with the one program that every image with programs has: no shell, no `ps`. In layout
 * `host` the bastion sees the same processes, and looks where an image has not even `cat`. In layout
 * `network` an engine may know children by numbers that the container itself does not have; then a shell
 * has to look which there are.
 * @throws {Unsupported} when nobody can look.
 */
export async function procFilesOf(instance: ServiceInstance, stack: RunningStack): Promise<ProcFiles> {
  let seen = '';
  for (let tries = 0; tries < 3; tries++) {
    const [{ pid: main }, states] = await Promise.all([instance.status({ health: false }), instance.process.states()]);
    const pids = states.map(({ pid }) => pid);
    const files = pids.flatMap(pid => processFiles.map(file => `/proc/${pid}/${file}`));
    const own = await look(instance, ['cat', ...machineFiles, ...files]);
    if (own.read !== undefined && (stack.layout === 'host' || isWhole(own.read.processes, pids, main))) return own.read;
    if (stack.layout === 'host') {
      const { read } = await look(stack.bastion, ['cat', ...machineFiles, ...files]);
      if (read !== undefined) return read;
    } else {
      const { read } = await look(instance, ['sh', '-c', lookAtAll, 'sh', ...machineFiles]);
      if (read !== undefined) return { ...read, processes: descendants(read.processes, main) };
    }
    seen = own.said;
    // Without a shell a process that ended between two questions is only told from one that cannot be found by asking again.
    if (own.read === undefined) break;
  }
  throw new Unsupported(`the processes of ${instance.name}: ${seen}`);
}

/** A process that has ended since, and one whose `io` is another user's, make `cat` fail after it printed the rest. */
async function look(
  place: Pick<ServiceInstance, 'exec'>,
  argv: readonly string[],
): Promise<{ readonly read?: ProcFiles; readonly said: string }> {
  const { stdout, stderr } = await place.exec(argv, { timeoutMs: 5000 });
  const said = (stderr || stdout).trim().split('\n')[0] ?? '';
  return /^MemTotal:/m.test(stdout) ? { read: readFiles(stdout), said } : { said };
}

const lookAtAll = `for p in /proc/[0-9]*; do set -- "$@" ${processFiles.map(file => `"$p/${file}"`).join(' ')}; done; exec cat "$@"`;

/** Whether these are as many as there are, each below the first one or left over by a child of it. */
function isWhole(processes: readonly ProcessEntry[], pids: readonly number[], mainPid: number | undefined): boolean {
  const found = new Map(processes.map(process => [process.pid, process]));
  const main = found.get(mainPid ?? 0);
  if (main === undefined || found.size !== new Set(pids).size) return false;
  const isOrphan = ({ parent }: ProcessEntry): boolean => main.parent !== 0 && parent === main.parent;
  return processes.every(process => process === main || found.has(process.parent) || isOrphan(process));
}

function descendants(processes: readonly ProcessEntry[], main: number | undefined): readonly ProcessEntry[] {
  const family = new Set<number | undefined>([main]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  return processes.filter(({ pid }) => family.has(pid));
}

function readFiles(text: string): ProcFiles {
  const sum = (pattern: RegExp): number => [...text.matchAll(pattern)].reduce((total, [, number]) => total + Number(number), 0);
  // Each process's part begins with the one line that has its id and its name in brackets, and ends with its command line.
  const [, ...parts] = text.split(/(?<=\n|\0)(?=\d+ \(.*\) [A-Za-z] \d+ \d+ )/);
  return {
    processes: parts.flatMap(part => readProcess(part) ?? []),
    machineMemoryBytes: sum(/^MemTotal:\s+(\d+) kB/gm) * kib,
    uptimeTicks: sum(/^(\d+\.\d+) \d+\.\d+$/gm) * ticksPerSecond,
    receivedBytes: sum(/^\s*(?!lo:)\S+:\s*(\d+)(?:\s+\d+){15}\s*$/gm),
    sentBytes: sum(/^\s*(?!lo:)\S+:(?:\s*\d+){8}\s+(\d+)(?:\s+\d+){7}\s*$/gm),
  };
}

function readProcess(part: string): ProcessEntry | undefined {
  // Fields 3, 4, 14, 15 and 22, counted from behind the name's closing bracket, which the name may hold too.
  const stat = /^(\d+) \((.*)\) (\S) (\d+)(?: -?\d+){9} (\d+) (\d+)(?: -?\d+){6} (\d+) /.exec(part);
  if (stat === null) return undefined;
  const [, pid, name = '', state, parent, user, system, started] = stat;
  const line = (pattern: RegExp): number | undefined => {
    const found = pattern.exec(part)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const readBytes = line(/^read_bytes: (\d+)/m);
  const writtenBytes = line(/^write_bytes: (\d+)/m);
  const command = /^(?:nonvoluntary_ctxt_switches:\s+\d+\n(?:rchar: [^]*?^cancelled_write_bytes: \d+\n)?)([^]*)$/m.exec(part)?.[1] ?? '';
  return {
    pid: Number(pid),
    parent: Number(parent),
    uid: line(/^Uid:\t\d+\t(\d+)/m) ?? 0,
    command: command.replace(/\0+$/, '').replaceAll('\0', ' ') || `[${name}]${state === 'Z' ? ' <defunct>' : ''}`,
    ticks: Number(user) + Number(system),
    startedTicks: Number(started),
    residentBytes: (line(/^VmRSS:\s+(\d+) kB/m) ?? 0) * kib,
    threads: line(/^Threads:\s+(\d+)/m) ?? 1,
    ...(readBytes === undefined ? {} : { readBytes }),
    ...(writtenBytes === undefined ? {} : { writtenBytes }),
  };
}
