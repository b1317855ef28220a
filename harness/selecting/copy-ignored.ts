import { constants } from 'node:fs';
import { copyFile, mkdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Plan } from '../planning/plan.ts';
import type { Repository } from './find-base.ts';

/**
 * Files that git ignores are in no commit, so no commit can have changed them: those that scenarios are made of are put beside the files of the base,
 * where the base has none of its own. Resolves to how many there were.
 */
export async function copyIgnored(plans: readonly Plan[], { git, top }: Repository, folder: string): Promise<number> {
  const files = [...new Set(plans.flatMap(filesOf))].map(file => relative(top, file)).filter(file => !file.startsWith(`..${sep}`));
  if (files.length === 0) return 0;
  const { stdout } = await git(['check-ignore', '-z', '--stdin'], { input: files.map(file => `${file}\0`).join('') });
  let count = 0;
  for (const file of stdout.toString('utf8').split('\0')) {
    if (file === '') continue;
    const from = join(top, file);
    if ((await stat(from).catch(() => undefined))?.isFile() !== true) continue;
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await copyFile(from, join(folder, file), constants.COPYFILE_EXCL).then(
      () => count++,
      () => undefined,
    );
  }
  return count;
}

function filesOf({ inputs, stack }: Plan): readonly string[] {
  const lines = (inputs?.stackFileLines ?? []).flatMap(line => /^(?:file|program) (.*) [0-9a-f]{64}$/s.exec(line)?.[1] ?? []);
  return [
    ...lines.map(name => join(stack.folder, name)),
    ...(stack.sources ?? []).map(({ file }) => file),
    ...Object.keys(inputs?.files ?? {}),
  ].map(file => (file.startsWith(sep) ? file : join(process.cwd(), file)));
}
