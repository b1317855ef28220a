import { cleanLine } from '../reports/clean-text.ts';

/** A comment of a YAML file; what it quotes of other files stays on its line. */
export function comment(text: string, indent = 0): string {
  return `${' '.repeat(indent)}# ${cleanLine(text)}\n`;
}
