import { readdirSync, readFileSync } from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** All processes below one, itself included. */
export function treeBelow(root: number): readonly Process[] {
  const all = readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? readProcess(Number(name)) : []));
  const found = all.filter(({ pid }) => pid === root);
  for (let index = 0; index < found.length; index++) found.push(...all.filter(({ parent }) => parent === found[index]?.pid));
  return found;
}

/** Megabytes that would be free without these processes: shared pages are counted by their share (PSS). */
export function megabytesOf(processes: readonly Process[]): number {
  return processes.reduce((sum, { pid }) => sum + Number(/^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024, 0);
}

function readProcess(pid: number): readonly Process[] {
  const parent = /^PPid:\s+(\d+)$/m.exec(read(`/proc/${pid}/status`))?.[1];
  return parent === undefined ? [] : [{ pid, parent: Number(parent), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ') }];
}

/** Processes come and go while we look. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
