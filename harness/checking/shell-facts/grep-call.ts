import { optionOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';

/** Letters of grep's options that take a value. */
export const grepValues = 'efmABCdD';

export interface GrepCall {
  /** What is looked for: the first operand, or the values of `-e`. */
  readonly patterns: readonly ShellWord[];
  readonly files: readonly ShellWord[];
  readonly syntax: 'basic' | 'extended' | 'fixed';
  readonly ignoresCase: boolean;
  readonly inverts: boolean;
  /** `-q` or `-c`: it prints no lines. */
  readonly counts: boolean;
  /** `-w` or `-x`. */
  readonly wholeWords: boolean;
}

/** A call of grep; undefined for other commands, and where the pattern comes from a file. */
export function grepOf(command: ShellCommand): GrepCall | undefined {
  if (!/^(?:z?[ef]?grep)$/.test(command.name)) return undefined;
  const has = (...options: readonly string[]): boolean => optionOf(command, options, grepValues) !== undefined;
  const operands: ShellWord[] = [];
  const expressions: ShellWord[] = [];
  for (const [index, word] of command.args.entries()) {
    const before = command.args[index - 1]?.value ?? '';
    if (/^-[A-Za-z]*[mABCdDf]$|^--(?:max-count|context|file|after-context|before-context)$/.test(before)) continue;
    if (/^-[A-Za-z]*e$|^--regexp$/.test(before)) expressions.push(word);
    else if (!/^-./.test(word.value)) operands.push(word);
  }
  if (has('-f', '--file')) return undefined;
  const patterns = expressions.length > 0 ? expressions : operands.slice(0, 1);
  return {
    patterns,
    files: operands.slice(expressions.length > 0 ? 0 : 1),
    syntax:
      command.name.includes('egrep') || has('-E', '-P') ? 'extended' : command.name.includes('fgrep') || has('-F') ? 'fixed' : 'basic',
    ignoresCase: has('-i', '--ignore-case'),
    inverts: has('-v', '--invert-match'),
    counts: has('-q', '--quiet', '-c', '--count'),
    wholeWords: has('-w', '-x', '--word-regexp', '--line-regexp'),
  };
}

/** grep's pattern as one of ours; undefined where it cannot be said so. */
export function toRegExp({ patterns, syntax, ignoresCase }: GrepCall): RegExp | undefined {
  const sources = patterns.map(({ value }) =>
    syntax === 'fixed' ? value.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : syntax === 'basic' ? fromBasic(value) : value,
  );
  try {
    return new RegExp(sources.map(source => `(?:${withClasses(source)})`).join('|'), ignoresCase ? 'i' : '');
  } catch {
    return undefined;
  }
}

/** In basic patterns `\|` is an operator, and `|` a sign. */
function fromBasic(pattern: string): string {
  return pattern.replaceAll(/\\?[|+?(){}]/g, sign => (sign.startsWith('\\') ? sign.slice(1) : `\\${sign}`));
}

function withClasses(source: string): string {
  return source
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:space:]', String.raw`\s`)
    .replaceAll('[:alpha:]', 'A-Za-z')
    .replaceAll('[:alnum:]', '0-9A-Za-z');
}
