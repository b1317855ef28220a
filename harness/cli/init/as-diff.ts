import { cleanText } from '../../reports/clean-text.ts';
import type { ProposedFile } from './propose.ts';

/** New files as a diff, which `git apply` and `patch` take. */
export function asDiff(files: readonly ProposedFile[]): string {
  return files
    .map(({ file, text }) => {
      const lines = cleanText(text).trimEnd().split('\n');
      return [`--- /dev/null`, `+++ b/${file}`, `@@ -0,0 +1,${lines.length} @@`, ...lines.map(line => `+${line}`), ''].join('\n');
    })
    .join('');
}
