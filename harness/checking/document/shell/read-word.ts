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

/** A word of a command, with what the shell would make of its parts. Places are only worked out where they are asked for. */
export function readWord(node: Pick<ShellNodeOf<'Word'>, 'pos' | 'end' | 'parts'>, reader: WordReader): ShellWord {
  const { pos, end } = node;
  const pieces =
    node.parts === undefined ? [literalPiece(pos, end, false, reader)] : node.parts.flatMap(part => piecesOf(part, false, reader));
  const parts = pieces.map(({ part }) => part);
  return {
    text: reader.text.slice(pos, end),
    value: parts.map(({ kind, value, text }) => (kind === 'literal' ? value : text)).join(''),
    literal: parts.every(({ kind }) => kind === 'literal'),
    parts,
    from: pos,
    get location() {
      return reader.locate(pos, end);
    },
    get indices() {
      const all = pieces.map(({ indices }) => indices());
      return all.includes(undefined) ? undefined : all.flatMap(indices => indices ?? []);
    },
  };
}

/** A word that the parser takes for an operator, such as the `-f` of `[[ -f x ]]`. */
export function plainWord(from: number, to: number, reader: WordReader): ShellWord {
  return readWord({ pos: from, end: to, parts: undefined }, reader);
}

interface Piece {
  readonly part: ShellWordPart;
  /** For each character of what the part stands for, its index in the text; undefined where that is not known. */
  indices(): readonly number[] | undefined;
}

function piece(
  { pos, end }: Pick<Part, 'pos' | 'end'>,
  about: Omit<ShellWordPart, 'text' | 'location'>,
  indices: Piece['indices'],
  reader: WordReader,
): Piece {
  const part = {
    text: reader.text.slice(pos, end),
    get location() {
      return reader.locate(pos, end);
    },
  };
  return { part: Object.assign(part, about), indices };
}

function literalPiece(pos: number, end: number, quoted: boolean, reader: WordReader): Piece {
  const text = reader.text.slice(pos, end);
  // Most words have none.
  if (!text.includes('\\')) return piece({ pos, end }, { kind: 'literal', value: text, quoted }, () => range(pos, end), reader);
  const { value, indices } = withoutBackslashes(text, pos, quoted);
  return piece({ pos, end }, { kind: 'literal', value, quoted }, () => indices, reader);
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function piecesOf(part: Part, quoted: boolean, reader: WordReader): readonly Piece[] {
  const { pos, end } = part;
  const other = (kind: ShellWordPart['kind'], more: Partial<ShellWordPart> = {}): readonly Piece[] => [
    piece(part, { kind, value: '', quoted, ...more }, () => range(pos, end), reader),
  ];
  switch (part.type) {
    case 'Literal':
      return [literalPiece(pos, end, quoted, reader)];
    case 'SingleQuoted':
      return [
        piece(part, { kind: 'literal', value: reader.text.slice(pos + 1, end - 1), quoted: true }, () => range(pos + 1, end - 1), reader),
      ];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0
        ? [piece(part, { kind: 'literal', value: '', quoted: true }, () => [], reader)]
        : part.parts.flatMap(inner => piecesOf(inner, true, reader));
    case 'AnsiCQuoted':
      return [piece(part, { kind: 'literal', value: part.value, quoted: true }, () => undefined, reader)];
    case 'SimpleExpansion':
      return other('variable', { variable: reader.text.slice(pos + 1, end) });
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
