import { readFileSync } from 'node:fs';

/** The exact bytes that the report of `oneOfEach` gives in one of the formats; a change of them is a change that CI systems and people see. */
export function golden(format: 'junit' | 'summary' | 'annotations'): string {
  return readFileSync(new URL(`./one-of-each.${format}.txt`, import.meta.url), 'utf8');
}
