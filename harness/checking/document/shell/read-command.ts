import { basename } from 'node:path';
import type { ShellNode, ShellNodeOf } from '../../../reading/shell/parse-shell.ts';
import { whatRuns, type Runs } from '../../../reading/shell/what-runs.ts';
import { joined, locatedBy, type PiecedText } from './located-by.ts';
import { readRedirect, type RedirectNode } from './read-redirect.ts';
import { plainWord, readWord, type WordReader } from './read-word.ts';
import type { ShellReader } from './reader.ts';
import type { Shell, ShellAssignment, ShellCommand, ShellPipeline, ShellRedirect, ShellWord } from './tree.ts';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type SimpleNode = ShellNodeOf<'Command'> | ShellNodeOf<'TestCommand'> | ShellNodeOf<'ArithmeticCommand'>;

/** Shells inside of shells beyond this are not read: nobody wrote them for a reader. */
const deepest = 6;

/** A simple command, and what it runs in turn. */
export function readCommand(
  { node, redirects }: { readonly node: SimpleNode; readonly redirects: readonly RedirectNode[] },
  pipeline: ShellPipeline,
  index: number,
  reader: ShellReader,
): ShellCommand {
  const words: ShellWord[] = [];
  const assignments: ShellAssignment[] = [];
  const all: ShellRedirect[] = [];
  const { where, asRoot } = reader.input;
  const command: Mutable<ShellCommand> = {
    type: 'command',
    name: '',
    words,
    args: [],
    assignments,
    redirects: all,
    location: reader.locate(node.pos, node.end),
    pipeline,
    index,
    shell: reader.shell,
    where,
    asRoot,
  };
  reader.commands.push(command);
  const own = reader.own(command);
  if (node.type === 'Command') {
    for (const part of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix]) {
      if (part.type === 'Word') words.push(readWord(part, own));
      else if (part.type === 'Assignment') assignments.push(readAssignment(part, own));
      else all.push(readRedirect(part, own));
    }
  } else words.push(...bracketed(node, own));
  all.push(...redirects.map(redirect => readRedirect(redirect, own)));
  command.name = nameOf(words[0]);
  command.args = words.slice(1);
  readInner(command, reader);
  return command;
}

function nameOf(word: ShellWord | undefined): string {
  const value = word?.value ?? '';
  return /^\/(?:usr\/)?(?:local\/)?s?bin\//.test(value) ? basename(value) : value;
}

/** Adds what the command runs by its own words, or as the text of another shell. */
function readInner(command: Mutable<ShellCommand>, reader: ShellReader): void {
  if (depthOf(command) > deepest) return;
  const runs = whatRuns(
    command.name,
    command.words.map(({ value }) => value),
  );
  const document = command.redirects.findLast(redirect => redirect.document !== undefined)?.document;
  if (document !== undefined && readsShell(command, runs)) {
    const indices = Array.from({ length: document.text.length }, (_, at) => document.from + at);
    command.runs = nested({ text: document.text, indices }, command, command.name === 'ssh' ? { where: 'elsewhere' } : {}, reader);
  } else if (runs?.kind === 'text') command.runs = nested(joined(command.words.slice(runs.from, runs.to)), command, runs, reader);
  else if (runs?.kind === 'words') command.inner = innerCommand(command, runs, reader);
}

function innerCommand(outer: ShellCommand, { from, to, where, asRoot }: Runs, reader: ShellReader): ShellCommand | undefined {
  const behind = outer.words.slice(from, to);
  // `find -exec` says where its command ends.
  const end = outer.name === 'find' ? behind.findIndex(({ value }) => value === ';' || value === '+') : -1;
  const words = end === -1 ? behind : behind.slice(0, end);
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const { inner: _inner, runs: _runs, ...same } = outer;
  const inner: Mutable<ShellCommand> = {
    ...same,
    name: nameOf(first),
    words,
    args: words.slice(1),
    assignments: [],
    location: reader.locate(first.from, last.from + last.text.length),
    where: where ?? outer.where,
    asRoot: asRoot ?? outer.asRoot,
    outer,
  };
  reader.commands.push(inner);
  readInner(inner, reader);
  return inner;
}

function depthOf({ outer }: ShellCommand): number {
  return outer === undefined ? 0 : 1 + depthOf(outer);
}

/** Whether a here-document is the script of a shell: `bash <<EOF`, `ssh host <<EOF`, `ssh host bash -s <<EOF`. */
function readsShell({ name, words }: ShellCommand, runs: Runs | undefined): boolean {
  if (/^(?:bash|sh|zsh)$/.test(name)) return words.slice(1).every(({ value }) => /^-(?!\w*c)/.test(value));
  if (name !== 'ssh') return false;
  const remote =
    runs === undefined
      ? ''
      : words
          .slice(runs.from, runs.to)
          .map(({ value }) => value)
          .join(' ');
  return /^(?:(?:sudo )?(?:ba|z)?sh(?: -\w+)*)?$/.test(remote);
}

function nested(
  { text, indices }: PiecedText,
  within: ShellCommand,
  { where }: Pick<Partial<Runs>, 'where'>,
  reader: ShellReader,
): Shell | undefined {
  const { input, shell } = reader;
  if (text.trim() === '' || input.depth >= deepest) return undefined;
  const inside = reader.nested({
    origin: 'nested',
    step: shell.step,
    procedure: shell.procedure,
    ...(shell.block === undefined ? {} : { block: shell.block }),
    text,
    within,
    locate: locatedBy(shell.locate, indices),
    where: where ?? within.where,
    asRoot: within.asRoot,
    depth: input.depth + 1,
  });
  reader.commands.push(...inside.commands);
  return inside;
}

function readAssignment({ pos, end, name, value, append }: ShellNodeOf<'Assignment'>, reader: WordReader): ShellAssignment {
  return {
    name,
    append: append === true,
    location: reader.locate(pos, end),
    ...(value.type === 'Word'
      ? { value: readWord(value, reader), elements: [] }
      : { elements: value.elements.map(word => readWord(word, reader)) }),
  };
}

/** `[[ … ]]` and `(( … ))` as words. */
function bracketed(node: Exclude<SimpleNode, { type: 'Command' }>, reader: WordReader): readonly ShellWord[] {
  const name = plainWord(node.pos, node.pos + 2, reader);
  if (node.type === 'ArithmeticCommand') return [name, plainWord(node.pos + 2, node.end - 2, reader)];
  return [name, ...tested(node.expression, reader), plainWord(node.end - 2, node.end, reader)];
}

function tested(node: ShellNode, reader: WordReader): readonly ShellWord[] {
  switch (node.type) {
    case 'Word':
      return [readWord(node, reader)];
    case 'TestUnary':
      return [plainWord(node.pos, node.pos + node.operator.length, reader), readWord(node.operand, reader)];
    case 'TestBinary': {
      const at = reader.text.indexOf(node.operator, node.left.end);
      return [readWord(node.left, reader), plainWord(at, at + node.operator.length, reader), readWord(node.right, reader)];
    }
    case 'TestLogical':
      return node.operands.flatMap((operand, index) => {
        const before = node.operands[index - 1];
        if (before === undefined) return tested(operand, reader);
        const at = reader.text.indexOf(node.operator, before.end);
        return [plainWord(at, at + node.operator.length, reader), ...tested(operand, reader)];
      });
    case 'TestNot':
      return [...node.negations.map(({ pos, end }) => plainWord(pos, end, reader)), ...tested(node.operand, reader)];
    case 'TestGroup':
      return tested(node.expression, reader);
    default:
      return [];
  }
}
