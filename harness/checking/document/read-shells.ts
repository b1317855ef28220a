import type { InlineCode, Nodes, Root } from 'mdast';
import type { Block, Runbook } from '../../model/runbook.ts';
import { isSession, isShell } from '../../reading/runbook/languages.ts';
import { looksLikeCommand } from '../../reading/runbook/looks-like-command.ts';
import { withoutPrompts } from '../../reading/runbook/prompts.ts';
import { textOf } from '../../reading/runbook/outline.ts';
import { locateInScript, type Source } from '../../reading/runbook/source.ts';
import { sectionAt } from './section-at.ts';
import { readShell } from './shell/read-shell.ts';
import type { Shell } from './shell/tree.ts';

/** The shell texts of a document: of its blocks, whether they are steps or not, and of inline code that reads like a command. */
export function readShells(runbook: Runbook, tree: Root, source: Source): readonly Shell[] {
  const shells = [
    ...runbook.blocks.flatMap(block => ofBlock(block, source)),
    ...inlineCodes(tree).flatMap(inline => ofInline(inline, runbook, source)),
  ];
  const line = ({ locate }: Shell): number => locate(0, 0).line;
  return shells.toSorted((one, other) => line(one) - line(other));
}

function ofBlock(block: Block, source: Source): readonly Shell[] {
  const script = scriptOf(block, source);
  if (script === undefined) return [];
  const read = (text: string, locate: Shell['locate']): Shell =>
    readShell({
      origin: 'block',
      step: block.step,
      block,
      procedure: block.procedure,
      text,
      locate,
      where: 'bastion',
      asRoot: false,
      depth: 0,
    });
  const whole = read(script.text, inLines(script.text, script.lines, source));
  const rest = restBehind(whole, read);
  return rest === undefined ? [whole] : [whole, rest];
}

/**
 * What stands behind something that bash cannot read, such as SQL in a block of commands: bash would not come to it, the reader does. It begins
 * behind an empty line, and is there only where all of it can be read.
 */
function restBehind(whole: Shell, read: (text: string, locate: Shell['locate']) => Shell): Shell | undefined {
  const [error] = whole.errors;
  if (error === undefined) return undefined;
  for (const { index, 0: gap } of whole.text.matchAll(/\n[ \t]*\n+/g)) {
    const from = index + gap.length;
    if (
      whole.locate(index, index).line < error.location.line ||
      whole.commands.some(({ location }) => location.line > whole.locate(from, from).line)
    )
      continue;
    const rest = read(whole.text.slice(from), (start, end) => whole.locate(from + start, from + end));
    return rest.errors.length === 0 ? rest : undefined;
  }
  return undefined;
}

interface Script {
  readonly text: string;
  /** For each line, its line in the file. */
  readonly lines: readonly number[];
}

function scriptOf(block: Block, source: Source): Script | undefined {
  if (block.language === 'shell') return { text: block.script, lines: block.scriptLines };
  if (!isShell(block.lang)) return undefined;
  const { line } = block.location;
  const isFence = /^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)*(?:`{3,}|~{3,})/.test(source.lines[line - 1] ?? '');
  const { script, lines } = withoutPrompts(block.text, isSession(block.lang));
  return { text: script, lines: lines.map(index => line + index + (isFence ? 1 : 0)) };
}

/** Places of a script of which each line stands on a line of the file. */
function inLines(text: string, lines: readonly number[], source: Source): Shell['locate'] {
  const own = text.split('\n');
  const starts = [0];
  for (const line of own) starts.push((starts.at(-1) ?? 0) + line.length + 1);
  // Where a line of the script begins on its line of the file: every word asks for it.
  const offsets: number[] = [];
  const at = (index: number): { readonly line: number; readonly column: number } => {
    const row = rowOf(index, starts, own.length);
    const line = lines[row] ?? lines.at(-1) ?? 1;
    const script = own[row] ?? '';
    const indent = script.length - script.trimStart().length;
    const offset = (offsets[row] ??= locateInScript(source, line, script, indent).column - indent);
    return { line, column: offset + Math.max(indent, index - (starts[row] ?? 0)) };
  };
  return (from, to) => {
    const first = at(from);
    // Behind the last character, so that the end of a line is not the beginning of the next.
    const last = to > from ? at(to - 1) : undefined;
    return {
      file: source.file,
      line: first.line,
      column: first.column,
      endLine: last?.line ?? first.line,
      endColumn: last === undefined ? first.column : last.column + 1,
    };
  };
}

function rowOf(index: number, starts: readonly number[], rows: number): number {
  let [low, high] = [0, rows - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface Inline {
  readonly node: InlineCode;
  /** Whether a sentence says something of it: "`docker ps` shows …". */
  readonly isSubject: boolean;
}

function inlineCodes(tree: Root): readonly Inline[] {
  const found: Inline[] = [];
  const visit = (node: Nodes, isDescribed: boolean): void => {
    if (!('children' in node)) return;
    const all = node.children;
    for (const [index, child] of all.entries()) {
      const [before, after] = [all[index - 1], all[index + 1]];
      if (child.type !== 'inlineCode')
        visit(child, isDescribed || (child.type === 'list' && before?.type === 'paragraph' && describes.test(textOf(before))));
      else {
        const begins = before === undefined || (before.type === 'text' && /[.!?]\s+$/.test(before.value));
        found.push({ node: child, isSubject: isDescribed || (begins && after?.type === 'text' && predicate.test(after.value)) });
      }
    }
  };
  visit(tree, false);
  return found;
}

/** "What it does:" above a list: whatever does it, it is not the reader. */
const describes =
  /\b(?:what (?:it|this|that|(?:the|this) \w+) (?:does|runs)|(?:it|(?:the|this) (?:script|command|job|target)) (?:does|runs|performs))\b[^.]*:\s*$/i;

const predicate =
  /^\s+(?:(?:also|only|never|then|already)\s+)?(?:[a-z]{2,}s|was|were|are|will|would|can|cannot|could|may|might|must|should|did|had)\b/;

function ofInline({ node: { value, position }, isSubject }: Inline, runbook: Runbook, source: Source): readonly Shell[] {
  const { line = 1, column = 1 } = position?.start ?? {};
  if (line !== position?.end.line || !looksLikeCommand(value)) return [];
  const marks = /^`*/.exec((source.lines[line - 1] ?? '').slice(column - 1))?.[0].length ?? 1;
  // A blank that Markdown takes away stands between the marks and the text.
  const padding = (position.end.column - column - 2 * marks - value.length) / 2;
  const start = column + marks + Math.max(0, Math.floor(padding));
  const place = (from: number, to: number): ReturnType<Shell['locate']> => ({
    file: source.file,
    line,
    column: start + from,
    endLine: line,
    endColumn: start + to,
  });
  return [
    readShell({
      origin: 'inline',
      step:
        !isSubject &&
        runbook.unfenced.some(({ location, dropped }) => dropped === undefined && location.line === line && location.column === column),
      procedure: sectionAt(runbook, line)?.id ?? '',
      text: value,
      locate: place,
      where: 'bastion',
      asRoot: false,
      depth: 0,
    }),
  ];
}
