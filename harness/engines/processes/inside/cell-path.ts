import { lstatSync, readlinkSync } from 'node:fs';

/**
 * A path of a cell, as the supervisor reaches it. Links are followed as inside the cell: an absolute
 * one starts at the cell's root, and none leads above it.
 */
export function cellPath(root: string, path: string): string {
  const todo = path.split('/').reverse();
  let done: string[] = [];
  for (let links = 0; todo.length > 0;) {
    const name = todo.pop() ?? '';
    if (name === '' || name === '.') continue;
    if (name === '..') {
      done.pop();
      continue;
    }
    const here = `${root}/${[...done, name].join('/')}`;
    if (!lstatSync(here, { throwIfNoEntry: false })?.isSymbolicLink()) {
      done.push(name);
      continue;
    }
    if (++links > 40) throw Object.assign(new Error(`ELOOP: too many links in ${path}`), { code: 'ELOOP' });
    const target = readlinkSync(here);
    if (target.startsWith('/')) done = [];
    todo.push(...target.split('/').reverse());
  }
  return `${root}/${done.join('/')}`;
}
