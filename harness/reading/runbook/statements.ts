import { remembered } from '../../support/remembered.ts';
import { forEachChild, parseShell, type ShellNode } from '../shell/parse-shell.ts';

export interface ShellStatement {
  readonly text: string;
  /** Index of the line on which it begins. */
  readonly line: number;
  /** Column on that line, from 0. */
  readonly column: number;
  /** Its simple commands, as words. */
  readonly commands: readonly (readonly string[])[];
  /** Name of the function that it defines, if it only defines one. */
  readonly defines?: string;
  /** Files that it writes to by redirection; empty names where nobody can tell which. */
  readonly writesTo: readonly { readonly operator: string; readonly to: string }[];
  /** What it hands over as input: here-documents and here-strings. */
  readonly inputs: readonly string[];
}

/** Name and plain words of a simple command; empty where it only assigns. */
export function wordsOf(node: ShellNode): readonly string[] {
  if (node.type !== 'Command') return [];
  return [node.name?.value ?? node.name?.text, ...node.suffix.flatMap(part => (part.type === 'Word' ? [part.value] : []))].filter(
    word => word !== undefined,
  );
}

const isWriting = /^(>|>>|>\||&>|&>>)$/;
const devices: ReadonlySet<string> = new Set(['/dev/null', '/dev/stderr', '/dev/stdout']);

/** The top-level statements of a shell script. A script that cannot be read gives what could be. */
export const statementsOf: (script: string) => readonly ShellStatement[] = remembered(64, readStatements);

function readStatements(script: string): readonly ShellStatement[] {
  const starts = lineStarts(script);
  return parseShell(script).commands.map(node => {
    const line = starts.findLastIndex(start => start <= node.pos);
    const commands: (readonly string[])[] = [];
    const writesTo: ShellStatement['writesTo'][number][] = [];
    const inputs: string[] = [];
    walk(node, inner => {
      if (inner.type === 'Redirect' && isWriting.test(inner.operator) && !devices.has(inner.target?.value ?? ''))
        writesTo.push({ operator: inner.operator, to: inner.target?.value ?? '' });
      if (inner.type === 'HereDoc') inputs.push(inner.body.text);
      if (inner.type === 'HereString') inputs.push(inner.target?.value ?? '');
      if (inner.type === 'Command') {
        const words = wordsOf(inner);
        if (words.length > 0) commands.push(words);
      }
    });
    return {
      text: script.slice(node.pos, node.end),
      line,
      column: node.pos - (starts[line] ?? 0),
      commands,
      writesTo,
      inputs,
      ...(node.command.type === 'Function' ? { defines: node.command.name.value } : {}),
    };
  });
}

/** What bash would say of a script that it cannot read; undefined when it can. */
export function syntaxErrorOf(script: string): { readonly message: string; readonly line: number; readonly column: number } | undefined {
  const error = parseShell(script).errors?.[0];
  if (error === undefined) return undefined;
  const starts = lineStarts(script);
  const line = Math.max(
    0,
    starts.findLastIndex(start => start <= error.pos),
  );
  return { message: error.message, line, column: error.pos - (starts[line] ?? 0) };
}

/** Whether bash would ask for another line: an open quote, compound command or pipe, or a backslash at the end. */
export function isIncomplete(script: string): boolean {
  if (/(?:^|[^\\])(?:\\\\)*\\$/.test(script)) return true;
  const end = script.trimEnd().length;
  return (parseShell(script).errors ?? []).some(
    ({ message, pos }) => message.startsWith('unterminated') || (message.startsWith('expected') && pos >= end),
  );
}

/** The statements of an SQL script, split at semicolons outside of quotes and comments. */
export function sqlStatementsOf(script: string): readonly ShellStatement[] {
  const starts = lineStarts(script);
  const pieces = script.matchAll(/(?:--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'|"[^"]*"|\$(\w*)\$[^]*?\$\1\$|[^;])+;?/g);
  return [...pieces].flatMap(({ 0: piece, index }) => {
    const text = piece.trim();
    if (text === '' || text.replaceAll(/--[^\n]*/g, '').trim() === '') return [];
    const at = index + piece.indexOf(text);
    const line = starts.findLastIndex(start => start <= at);
    return [{ text, line, column: at - (starts[line] ?? 0), commands: [['psql', '-c', text]], writesTo: [], inputs: [] }];
  });
}

function walk(node: ShellNode, visit: (node: ShellNode) => void): void {
  visit(node);
  forEachChild(node, child => walk(child, visit));
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
