import { shardFolder } from '../evidence/folder.ts';
import type { RunHeader } from '../evidence/folder.ts';
import { besideManifest } from '../evidence/manifest.ts';

const atTop: ReadonlySet<string> = new Set([
  ...besideManifest,
  'run.json',
  'team.json',
  'report.json',
  'report.html',
  'junit.xml',
  'summary.md',
]);
// Journals of the first evidence stand beside the folder for all of them; whose they are is looked at where they are read.
const journal = /\.ndjson$|(^|\/)never-started\.json$/;

/** Whether a path is one of a run: nobody is to find the word of another among what was sealed. Parts are looked at by themselves. */
export function isExplained(path: string, { shards }: RunHeader): boolean {
  if (atTop.has(path)) return true;
  return shards === undefined
    ? isOutput(path) || journal.test(path)
    : shards.some(({ current }) => path.startsWith(`${shardFolder(current)}/`));
}

/** Whether a path, of a run or of a part in its own folder, is that of a long output; what it holds its name says. */
export function isOutput(path: string): boolean {
  return /^(shards\/\d+\/)?outputs\/([0-9a-f]{2})\/\2[0-9a-f]{62}$/.test(path);
}
