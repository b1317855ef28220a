import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';

/** What a service's processes use, read from /proc in the service. */
export interface Usage {
  /** Of one processor, 100 is all of it. */
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly threads: number;
  readonly machineMemoryBytes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

const ticksPerSecond = 100;

/** Two looks, `spanMs` apart; nothing is used by what does not run. */
export async function usageOf(service: RunningService, spanMs = 500): Promise<Usage> {
  const began = performance.now();
  const first = await look(service);
  await sleep(spanMs);
  const second = await look(service);
  const seconds = (performance.now() - began) / 1000;
  return { ...second, cpuPercent: Math.max(0, ((second.ticks - first.ticks) / ticksPerSecond / seconds) * 100) };
}

async function look(service: RunningService): Promise<Omit<Usage, 'cpuPercent'> & { readonly ticks: number }> {
  const states = await service.can.process?.states();
  if (states === undefined) throw new Unsupported(`use of memory and processors of service ${service.name}`);
  const script = 'for p in "$@"; do cat /proc/$p/stat /proc/$p/status /proc/$p/io 2>/dev/null; done; cat /proc/meminfo /proc/net/dev';
  const { status, stdout, stderr } = await service.exec(['sh', '-c', script, 'sh', ...states.map(({ pid }) => String(pid))], {
    timeoutMs: 5000,
  });
  if (status !== 0) throw new Unsupported(`use of memory and processors of service ${service.name}: ${stderr.trim()}`);
  const sum = (pattern: RegExp): number =>
    [...stdout.matchAll(pattern)].reduce((total, match) => total + match.slice(1).reduce((one, text) => one + Number(text), 0), 0);
  const kib = 1024;
  return {
    // Fields 14 and 15 of /proc/PID/stat, counted from behind the command's closing bracket (proc(5)).
    ticks: sum(/^\d+ \(.*\) \S(?: -?\d+){10} (\d+) (\d+) /gm),
    memoryBytes: sum(/^VmRSS:\s+(\d+) kB/gm) * kib,
    threads: sum(/^Threads:\s+(\d+)/gm),
    machineMemoryBytes: sum(/^MemTotal:\s+(\d+) kB/gm) * kib,
    readBytes: sum(/^read_bytes: (\d+)/gm),
    writtenBytes: sum(/^write_bytes: (\d+)/gm),
    receivedBytes: sum(/^\s*(?!lo:)\S+:\s*(\d+)(?:\s+\d+){15}/gm),
    sentBytes: sum(/^\s*(?!lo:)\S+:(?:\s*\d+){8}\s+(\d+)(?:\s+\d+){7}\s*$/gm),
  };
}
