import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellWord, ShellWordPart } from '../document/shell/tree.ts';

export interface Substitution {
  readonly word: ShellWord;
  readonly delimiter: string;
  readonly pattern: string;
  readonly replacement: string;
  /** What the shell puts in, of either half. */
  readonly variables: readonly ShellWordPart[];
}

/** The `s/…/…/` that `sed` is given; undefined where its script is another, or of several commands. */
export function substitutionOf(command: ShellCommand): Substitution | undefined {
  if (command.name !== 'sed' && command.name !== 'gsed') return undefined;
  const word = command.args.find(
    ({ value }, at) => /^s([^\w\s\\]).*\1/s.test(value) && !/^(?:-f|--file)$/.test(command.args[at - 1]?.value ?? ''),
  );
  if (word === undefined) return undefined;
  const delimiter = word.value[1] ?? '/';
  const halves = word.value.slice(2).split(new RegExp(`(?<!\\\\)\\${delimiter}`));
  const [pattern, replacement] = halves;
  if (pattern === undefined || replacement === undefined) return undefined;
  return { word, delimiter, pattern, replacement, variables: word.parts.filter(({ kind }) => kind === 'variable' || kind === 'command') };
}

/** Whether `sed` writes the file. */
export function editsInPlace(command: ShellCommand): boolean {
  return optionOf(command, ['-i', '--in-place'], 'ef') !== undefined || command.args.some(({ value }) => /^-i./.test(value));
}
