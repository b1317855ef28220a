import type { Location } from '../../../model/location.ts';
import { forEachChild, type ShellNode, type ShellNodeOf } from '../../../reading/shell/parse-shell.ts';
import type { ShellList, ShellWord, ShellWordPart } from './tree.ts';

/** What a word is read with. */
export interface WordReader {
  /** The script, with placeholders as they are written. */
  readonly text: string;
  locate(from: number, to: number): Location;
  /** Reads the script of `$(…)`. */
  list(script: ShellNodeOf<'Script'>): ShellList;
}

type Part = NonNullable<ShellNodeOf<'Word'>['parts']>[number];

/** A word of a command, with what the shell would make of its parts. */
export function readWord(node: Pick<ShellNodeOf<'Word'>, 'pos' | 'end' | 'parts'>, reader: WordReader): ShellWord {
  const whole = { type: 'Literal' as const, pos: node.pos, end: node.end };
  const pieces = (node.parts ?? [whole]).flatMap(part => piecesOf(part as Part, false, reader));
  const parts = pieces.map(({ part }) => part);
  return {
    text: reader.text.slice(node.pos, node.end),
    value: parts.map(({ kind, value, text }) => (kind === 'literal' ? value : text)).join(''),
    literal: parts.every(({ kind }) => kind === 'literal'),
    parts,
    location: reader.locate(node.pos, node.end),
    from: node.pos,
    ...(pieces.every(({ indices }) => indices !== undefined) ? { indices: pieces.flatMap(({ indices }) => indices ?? []) } : {}),
  };
}

/** A word that the parser takes for an operator, such as the `-f` of `[[ -f x ]]`. */
export function plainWord(from: number, to: number, reader: WordReader): ShellWord {
  return readWord({ pos: from, end: to, parts: undefined }, reader);
}

interface Piece {
  readonly part: ShellWordPart;
  readonly indices?: readonly number[];
}

function piecesOf(part: Part, quoted: boolean, reader: WordReader): readonly Piece[] {
  const text = reader.text.slice(part.pos, part.end);
  const location = reader.locate(part.pos, part.end);
  const asWritten = Array.from({ length: text.length }, (_, index) => part.pos + index);
  const other = (kind: ShellWordPart['kind'], more: Partial<ShellWordPart> = {}): readonly Piece[] => [
    { part: { kind, text, value: '', quoted, location, ...more }, indices: asWritten },
  ];
  switch (part.type) {
    case 'Literal': {
      const { value, indices } = withoutBackslashes(text, part.pos, quoted);
      return [{ part: { kind: 'literal', text, value, quoted, location }, indices }];
    }
    case 'SingleQuoted':
      return [{ part: { kind: 'literal', text, value: text.slice(1, -1), quoted: true, location }, indices: asWritten.slice(1, -1) }];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0
        ? [{ part: { kind: 'literal', text, value: '', quoted: true, location }, indices: [] }]
        : part.parts.flatMap(inner => piecesOf(inner, true, reader));
    case 'AnsiCQuoted':
      return [{ part: { kind: 'literal', text, value: part.value, quoted: true, location } }];
    case 'SimpleExpansion':
      return other('variable', { variable: text.slice(1) });
    case 'ParameterExpansion': {
      const operator = part.operation?.operator;
      return other('variable', {
        variable: part.parameter,
        ...(operator === undefined ? {} : { operator }),
        ...substitutionsIn(part, reader),
      });
    }
    case 'CommandExpansion':
      return other('command', part.script === undefined ? {} : { list: reader.list(part.script) });
    case 'ProcessSubstitution':
      return other('process', part.script === undefined ? {} : { list: reader.list(part.script) });
    case 'ArithmeticExpansion':
      return other('arithmetic', substitutionsIn(part, reader));
    case 'BraceExpansion':
      return other('braces', substitutionsIn(part, reader));
    case 'Glob':
    case 'ExtendedGlob':
      return other('glob');
  }
}

/** The commands of `${NAME:-$(…)}` and `$(( $(…) + 1 ))`; all are read, the first is kept at the part. */
export function substitutionsIn(node: ShellNode, reader: WordReader): { readonly list?: ShellList } {
  const lists: ShellList[] = [];
  const visit = (inner: ShellNode): void => {
    if (inner.type !== 'CommandExpansion') forEachChild(inner, visit);
    else if (inner.script !== undefined) lists.push(reader.list(inner.script));
  };
  forEachChild(node, visit);
  const [list] = lists;
  return list === undefined ? {} : { list };
}

/** Outside of quotes a backslash takes itself away; between double quotes only before what it protects. */
function withoutBackslashes(text: string, from: number, quoted: boolean): { readonly value: string; readonly indices: readonly number[] } {
  let value = '';
  const indices: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const next = text[at + 1];
    if (text[at] === '\\' && next !== undefined && (!quoted || /[$`"\\\n]/.test(next))) {
      at++;
      if (next === '\n') continue;
    }
    value += text[at] ?? '';
    indices.push(from + at);
  }
  return { value, indices };
}
