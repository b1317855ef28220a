import { basename, dirname } from 'node:path';

/** Compose's own order of preference. */
const mains = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const any = /^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/;
const override = /^(?:docker-)?compose\.override\.ya?ml$/;
const drill = /^(?:docker-)?compose\.drill\.ya?ml$/;

/** Compose files that make one stack, in the order in which they are merged. */
export interface FoundStack {
  readonly folder: string;
  /** Without what is only for drills. */
  readonly files: readonly string[];
  /** The team's own file for drills, where there is one. */
  readonly drill?: string;
}

/** Stacks among a project's files, one for each folder with Compose files; nearest to the top first. */
export function findStacks(files: readonly string[]): readonly FoundStack[] {
  const folders = new Map<string, string[]>();
  for (const file of files) if (any.test(basename(file))) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file]);
  return [...folders]
    .flatMap(([folder, inside]): readonly FoundStack[] => {
      const plain = inside.filter(file => !override.test(basename(file)) && !drill.test(basename(file)));
      const main = mains.map(name => plain.find(file => basename(file) === name)).find(file => file !== undefined) ?? plain[0];
      if (main === undefined) return [];
      // Compose takes it of itself, but only beside the file that it looks for of itself.
      const over = mains.includes(basename(main)) ? inside.find(file => override.test(basename(file))) : undefined;
      const own = inside.find(file => drill.test(basename(file)));
      return [{ folder, files: [main, ...(over === undefined ? [] : [over])], ...(own === undefined ? {} : { drill: own }) }];
    })
    .toSorted((one, other) => depth(one.folder) - depth(other.folder) || (one.folder < other.folder ? -1 : 1));
}

function depth(folder: string): number {
  return folder === '.' ? 0 : folder.split('/').length;
}
