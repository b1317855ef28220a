import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cellPath } from './cell-path.ts';
import type { Cell } from './cells.ts';

/**
 * Names come from the hosts file alone; with a dead resolver a name that is not in it is asked for where nobody listens, which is
 * refused at once and programs see as `EAI_AGAIN`.
 */
const dead = {
  '/etc/resolv.conf': 'nameserver 127.0.0.53\noptions attempts:1 timeout:1\n',
  '/etc/nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
} as const;

/** What cells with a dead resolver had before; undefined where there was no such file. */
const before = new Map<string, readonly (readonly [path: string, text: string | undefined])[]>();

export function resolveBy({ spec, root }: Cell, failing: boolean): void {
  const known = before.get(spec.name);
  if (failing && known === undefined) {
    const paths = Object.keys(dead) as (keyof typeof dead)[];
    before.set(
      spec.name,
      paths.map(path => [path, existsSync(cellPath(root, path)) ? readFileSync(cellPath(root, path), 'utf8') : undefined]),
    );
    for (const path of paths) writeFileSync(cellPath(root, path), dead[path]);
  }
  if (failing || known === undefined) return;
  before.delete(spec.name);
  for (const [path, text] of known)
    if (text === undefined) rmSync(cellPath(root, path), { force: true });
    else writeFileSync(cellPath(root, path), text);
}
