import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { RunningStack } from '../../engines/engine.ts';
import type { Service } from '../../model/stack.ts';
import { Unsupported } from '../../support/harness-error.ts';

/** Neither is brought to a bastion. */
const leftOut = ['node_modules', '.git', '.drillbook'];

/** A folder on the bastion that is no longer what the services' images were built from; undefined where all is as it was. */
export async function changedContext(services: readonly Service[], stack: RunningStack): Promise<string | undefined> {
  const { folder, bastion } = stack.spec;
  const contexts = services.flatMap(({ build }) => (build === undefined ? [] : [resolve(build.context)]));
  for (const [source, target] of Object.entries(bastion.copy)) {
    const from = resolve(folder, source);
    const to = resolve(bastion.workdir, target);
    for (const context of contexts) {
      // All of the context is at hand, or a part of it.
      const below = relative(from, context);
      const [here, there] = below === '' || !below.startsWith('..') ? [context, join(to, below)] : [from, to];
      if (here === from && below !== '' && relative(context, from).startsWith('..')) continue;
      if ((await sumsOf(here)) !== (await sumsOnBastion(there, stack))) return there;
    }
  }
  return undefined;
}

/** Each file's path and digest, in order. */
async function sumsOf(place: string): Promise<string> {
  const paths: string[] = [];
  const walk = async (path: string): Promise<void> => {
    if (!(await stat(path)).isDirectory()) return void paths.push(path);
    for (const name of await readdir(path)) if (!leftOut.includes(name)) await walk(join(path, name));
  };
  await walk(place);
  const lines = await Promise.all(
    paths.map(
      async path =>
        `${createHash('sha256')
          .update(await readFile(path))
          .digest('hex')}  ${join('.', relative(place, path))}`,
    ),
  );
  return lines.toSorted().join('\n');
}

async function sumsOnBastion(place: string, { bastion }: RunningStack): Promise<string> {
  const skipped = leftOut.flatMap((name, index) => [...(index === 0 ? [] : ['-o']), '-name', name]);
  const { status, stdout, stderr } = await bastion.exec([
    'sh',
    '-c',
    'cd "$0" && find . \\( "$@" \\) -prune -o \\( -type f -o -type l \\) -print0 | xargs -0r sha256sum',
    place,
    ...skipped,
  ]);
  if (status !== 0) throw new Unsupported(`docker compose build: ${place} cannot be read: ${stderr.trim()}`);
  return stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map(line => line.replace('  ./', '  '))
    .toSorted()
    .join('\n');
}
