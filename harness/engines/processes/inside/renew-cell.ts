import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { ownFilesScript } from './cell-script.ts';
import type { Cell, Cells } from './cells.ts';

/** Ours, and what a service finds by names, which other parts of the sandbox write. */
const kept = ['/run/drillbook', '/etc/hosts', '/etc/resolv.conf', '/etc/nsswitch.conf'];
/** The cell's root without what is mounted in it. */
const bare = '/run/drillbook/bare';

/** Gives a cell the files again that it was made with, and ends what still runs in it. What is mounted in it stays as it is. */
export async function renewCell(cells: Cells, cell: Cell): Promise<void> {
  cells.endAll(cell);
  const names = kept.filter(path => path.startsWith('/etc/') && existsSync(cell.root + path));
  const texts = names.map(path => [path, readFileSync(cell.root + path)] as const);
  const within = (line: string): Promise<void> =>
    done(
      cells.enterWithRights(cell.spec.name, ['sh', '-c', line], ['ignore', 'inherit', 'inherit'], ['-m']),
      `the root of cell ${cell.spec.name}`,
    );
  await within(`mkdir -p ${bare} && mount --bind / ${bare}`);
  try {
    clear(cell.root, '', [...mountPoints(cell), ...kept]);
    const fill = spawn('sh', ['-c', ownFilesScript(cell.spec)], { cwd: cell.root + bare, stdio: ['ignore', 'inherit', 'inherit'] });
    await done(fill, `the files of cell ${cell.spec.name}`);
  } finally {
    await within(`umount ${bare} && rmdir ${bare}`);
  }
  for (const [path, text] of texts) writeFileSync(cell.root + path, text);
  for (const { path, text, mode } of cell.spec.files)
    if (!kept.some(one => path === one || path.startsWith(`${one}/`))) cells.writeFile(cell, path, text, mode);
}

/** Where something is mounted in a cell, as it sees it itself (proc(5)). */
function mountPoints({ init }: Cell): readonly string[] {
  return readFileSync(`/proc/${init}/mountinfo`, 'utf8')
    .split('\n')
    .map(line => (line.split(' ')[4] ?? '/').replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8))))
    .filter(path => path !== '/');
}

/** Removes all below a folder but these paths, and the folders that they are in. */
function clear(root: string, folder: string, staying: readonly string[]): void {
  for (const name of readdirSync(`${root}${folder}/`)) {
    const path = `${folder}/${name}`;
    if (staying.includes(path)) continue;
    if (staying.some(one => one.startsWith(`${path}/`))) clear(root, path, staying);
    else rmSync(root + path, { recursive: true, force: true });
  }
}

async function done(child: ReturnType<typeof spawn>, what: string): Promise<void> {
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${what} could not be made anew (status ${String(code)})`);
}
