import { isIncomplete } from '../../reading/runbook/statements.ts';
import type { Block } from '../../model/runbook.ts';
import { lineChanges } from './line-changes.ts';
import type { Change } from './line-changes.ts';

/** A step that was edited in a rehearsal. */
export interface Edit {
  readonly block: Block;
  /** What was carried out instead, in the runbook's own words. */
  readonly script: string;
}

/**
 * The changes of a Markdown file by which its blocks say what was carried out, each at its own line with its indentation and prompt.
 * Undefined where a block's lines are not lines of the file (a command inside of a sentence that became several).
 */
export function runbookChanges(markdown: string, edits: readonly Edit[]): readonly Change[] | undefined {
  const lines = markdown.split('\n');
  const changes: Change[] = [];
  for (const { block, script } of edits) {
    const before = block.script.replace(/\n+$/, '').split('\n');
    const after = script.replace(/\n+$/, '').split('\n');
    const inside = inSentence(lines, block, before, after);
    if (inside !== undefined) {
      changes.push(inside);
      continue;
    }
    const prefixes = before.map((line, index) => prefixOf(lines[(block.scriptLines[index] ?? 0) - 1], line));
    if (prefixes.includes(undefined)) return undefined;
    changes.push(
      ...lineChanges(before, after).flatMap(change => placed(change, { block, lines, before, prefixes: prefixes.map(one => one ?? '') })),
    );
  }
  return changes.toSorted((one, other) => one.at - other.at);
}

/** Applies changes to a text. */
export function applyChanges(text: string, changes: readonly Change[]): string {
  const lines = text.split('\n');
  for (const { at, remove, insert } of changes.toReversed()) lines.splice(at, remove, ...insert);
  return lines.join('\n');
}

interface Place {
  readonly block: Block;
  readonly lines: readonly string[];
  readonly before: readonly string[];
  readonly prefixes: readonly string[];
}

/** A change of a script as changes of the file: between lines of the script there may be sample output. */
function placed({ at, remove, insert }: Change, { block, lines, before, prefixes }: Place): readonly Change[] {
  const lineOf = (index: number): number => (block.scriptLines[index] ?? 1) - 1;
  const end = (lines[lineOf(Math.min(at, before.length - 1))] ?? '').endsWith('\r') ? '\r' : '';
  const fresh = withPrefixes(insert, before.slice(0, at), prefixes[at] ?? prefixes[at - 1] ?? '', isPrompted(block)).map(
    line => line + end,
  );
  if (remove === 0) return [{ at: at === 0 ? lineOf(0) : lineOf(at - 1) + 1, remove: 0, insert: fresh }];
  return Array.from({ length: remove }, (_, index) => ({
    at: lineOf(at + index),
    remove: 1,
    insert: index < remove - 1 ? fresh.slice(index, index + 1) : fresh.slice(index),
  }));
}

/** Whether what is typed stands behind prompts. */
function isPrompted({ text, script }: Block): boolean {
  return text.replace(/\n+$/, '') !== script.replace(/\n+$/, '');
}

/** Each line as its neighbours stand there; behind a prompt, what goes on with a command has none. */
function withPrefixes(insert: readonly string[], above: readonly string[], prefix: string, prompted: boolean): readonly string[] {
  const indent = /^\s*/.exec(prefix)?.[0] ?? '';
  if (!prompted) return insert.map(line => (line === '' ? prefix.trimEnd() : prefix + line));
  const prompt = /^\s*>\s?$/.test(prefix) ? `${indent}$ ` : prefix;
  let command = '';
  for (const line of above) command = command === '' || !isIncomplete(command) ? line : `${command}\n${line}`;
  return insert.map(line => {
    const goesOn = command !== '' && isIncomplete(command);
    command = goesOn ? `${command}\n${line}` : line;
    return `${goesOn ? `${indent}> ` : prompt}${line}`;
  });
}

/** What stands before a script's line in the file; undefined when the line is not there. */
function prefixOf(line: string | undefined, script: string): string | undefined {
  if (line === undefined) return undefined;
  const whole = line.replace(/\r$/, '');
  if (script.trim() === '') return whole.trim() === '' || /^\s*>\s*$/.test(whole) ? whole : undefined;
  return whole.endsWith(script) ? whole.slice(0, whole.length - script.length) : undefined;
}

/** A command in the middle of a sentence, where it stands once and stays one line. */
function inSentence(lines: readonly string[], block: Block, before: readonly string[], after: readonly string[]): Change | undefined {
  const [script = ''] = before;
  const [fresh = ''] = after;
  const line = lines[block.location.line - 1] ?? '';
  const isInline = block.lang === '' && before.length === 1 && after.length === 1 && line.includes(`\`${script}\``);
  if (!isInline || line.split(`\`${script}\``).length !== 2) return undefined;
  return { at: block.location.line - 1, remove: 1, insert: [line.replace(`\`${script}\``, () => `\`${fresh}\``)] };
}
