import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'drillbook-browser-';

/**
 * A folder for all that a browser leaves on a disk, named for this process; those of processes that are gone are taken away. Whose process a
 * number is, is told by when it began and by its namespace (proc(5)): numbers are used again, and a folder may be shared with a container.
 */
export function makePrivateFolder(): string {
  const own = identity('self');
  for (const name of readdirSync(tmpdir())) {
    const match = /^drillbook-browser-(\d+)-(\d+)-(\d+)-\w+$/.exec(name);
    if (match === null || own === undefined || match[3] !== own.namespace) continue;
    if (identity(match[1] ?? '')?.began !== match[2]) rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-${own?.began ?? 0}-${own?.namespace ?? 0}-`));
}

function identity(pid: string): { readonly began: string; readonly namespace: string } | undefined {
  try {
    // After the command, which may hold anything, comes field 3; 22 is when it began.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { began: fields[19] ?? '', namespace: readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '') };
  } catch {
    return undefined;
  }
}
