import { readdirSync, statSync, type Dirent } from 'node:fs';
import { join, normalize, resolve } from 'node:path';
import type { Folder } from '../../model/stack-contents.ts';
import type { Stack } from '../../model/stack.ts';

const mostNames = 3000;

/** What lies on the operator's machine because the stack puts it there: what it copies, and where services share that machine what these mount. */
export function foldersOf({ folder, bastion, layout, services }: Stack): readonly Folder[] {
  const mounts = layout === 'host' ? services.flatMap(service => service.mounts) : [];
  return [
    ...Object.entries(bastion.copy).map(([source, target]) => folderAt(resolve(folder, source), target)),
    ...mounts.map(mount =>
      mount.kind === 'bind' ? folderAt(resolve(folder, mount.source), mount.target) : { target: normalize(mount.target) },
    ),
  ];
}

function folderAt(path: string, target: string): Folder {
  const at = normalize(target).replace(/(?<=.)\/$/, '');
  const about = statSync(path, { throwIfNoEntry: false });
  if (about?.isDirectory() !== true) return { target: at, ...(about === undefined ? {} : { names: [] }) };
  const names: string[] = [];
  return namesBelow(path, '', names) ? { target: at, names } : { target: at };
}

/** Whether there were not too many. */
function namesBelow(path: string, below: string, names: string[]): boolean {
  return entriesOf(path).every(entry => {
    const name = `${below}${entry.name}`;
    names.push(name);
    if (names.length > mostNames) return false;
    return (
      !entry.isDirectory() || /^(?:node_modules|\.git|vendor)$/.test(entry.name) || namesBelow(join(path, entry.name), `${name}/`, names)
    );
  });
}

function entriesOf(path: string): readonly Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}
