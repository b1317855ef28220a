import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'drillbook-browser-';
/** Below it the browser makes a socket, whose path must fit into 108 bytes (unix(7)). */
const longestParent = 36;

/**
 * A folder for all that a browser leaves on a disk, with a note of whose it is; those of processes that are gone are taken away. Whose process
 * a number is, is told by when it began and by its namespace (proc(5)): numbers are used again, and a folder may be shared with a container.
 */
export function makePrivateFolder(): string {
  const parent = tmpdir().length > longestParent ? '/tmp' : tmpdir();
  const own = identity('self');
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(prefix)) continue;
    const owner = read(join(parent, name, 'owner'));
    const [pid = '', began, namespace] = owner.split(' ');
    if (began === undefined || namespace !== own?.namespace || identity(pid)?.began === began) continue;
    takeAway(join(parent, name), owner);
  }
  const folder = mkdtempSync(join(parent, prefix));
  writeFileSync(join(folder, 'owner'), `${process.pid} ${own?.began ?? 0} ${own?.namespace ?? 0}`);
  return folder;
}

function takeAway(folder: string, owner: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // Its browser is just ending, and still writes, or it is somebody else's: for the next one, who must know whose it is.
    try {
      writeFileSync(join(folder, 'owner'), owner);
    } catch {
      // Not ours to write to.
    }
  }
}

function identity(pid: string): { readonly began: string; readonly namespace: string } | undefined {
  // After the command, which may hold anything, comes field 3; 22 is when it began.
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, '')
    .split(' ');
  // One that has ended stays in the list until its parent looks, which in a container may be never.
  if (fields[19] === undefined || fields[0] === 'Z' || fields[0] === 'X') return undefined;
  try {
    return { began: fields[19], namespace: readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '') };
  } catch {
    return undefined;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
