import { forEachChild, parse, type ParsedScript, type SyntaxNode } from 'unbash';
import { remembered } from '../../support/remembered.ts';
import { mayHoldPlaceholders, placeholdersIn } from '../runbook/placeholders.ts';

/** A node of a shell script's syntax tree; `pos` and `end` are indices of the script. */
export type ShellNode = SyntaxNode;
/** A node of one type. */
export type ShellNodeOf<Type extends ShellNode['type']> = Extract<ShellNode, { readonly type: Type }>;
/** A whole script: its statements, and what bash would stumble over. */
export type ParsedShell = ParsedScript;

export { forEachChild };

/**
 * The syntax tree of a script, as far as it can be read. A placeholder is a word that somebody will put a value in for, not a redirection
 * (`restart <UNIT>`): the tree's own texts have underscores in its place, and its positions are those of the script.
 */
export const parseShell: (script: string) => ParsedShell = remembered(64, script => parse(withoutPlaceholders(script)));

function withoutPlaceholders(script: string): string {
  if (!mayHoldPlaceholders(script)) return script;
  return script
    .split('\n')
    .map(line => {
      let [words, done] = ['', 0];
      for (const { text, at } of placeholdersIn(line)) {
        const [from, end] = [Math.max(at, done), Math.max(at + text.length, done)];
        words += line.slice(done, from) + '_'.repeat(end - from);
        done = end;
      }
      return words + line.slice(done);
    })
    .join('\n');
}
