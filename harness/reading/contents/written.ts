import type { Written } from '../../model/stack-contents.ts';
import type { SourceFile } from './source-files.ts';

/** What stands in a stack's sources, and the names of its files. */
export function writtenIn(files: readonly SourceFile[]): Written {
  const words = new Set<string>();
  const pieces = new Set<string>();
  const quoted = new Set<string>();
  const names = new Set<string>();
  const prefixes = new Set<string>();
  for (const { path, text } of files) {
    for (const [word] of `${path} ${text}`.matchAll(/[\w-]+/g)) {
      words.add(word.toLowerCase());
      // Of `$document_root/metrics.php` and `MAINTENANCE_KEY` the parts count as well.
      for (const part of word.toLowerCase().split(/[-_]/)) words.add(part);
    }
    for (const [name] of text.matchAll(/[\w-]+(?:\.[\w-]+)+/g)) names.add(name);
    for (const [piece] of text.matchAll(/[^\s'"`,;()=]*[:/][^\s'"`,;()=]*/g)) if (piece.length <= 200) pieces.add(piece);
    for (const [, prefix = ''] of text.matchAll(/([^\s'"`,;()={}]*\w[:/])(?=["'`$]|$)/gm))
      // Behind a name of YAML or JSON comes its value.
      if (!/\.(?:ya?ml|json)$/.test(path)) prefixes.add(prefix);
    for (const [, prefix = ''] of text.matchAll(/["']([\w.:/-]*\w[:/])["']/g)) prefixes.add(prefix);
    for (const [, word = ''] of text.matchAll(/['"`]([\w.-]+)['"`]/g)) quoted.add(word.toLowerCase());
  }
  return { words: [...words], pieces: [...pieces], prefixes: [...prefixes], files: [...names], quoted: [...quoted] };
}
