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
  return new Word(node, reader);
}

/** A word that the parser takes for an operator, such as the `-f` of `[[ -f x ]]`. */
export function plainWord(from: number, to: number, reader: WordReader): ShellWord {
  return readWord({ pos: from, end: to, parts: undefined }, reader);
}

/** There are many of them: what is seldom asked for, such as places, is worked out when it is. */
class Word implements ShellWord {
  readonly text: string;
  readonly value: string;
  readonly literal: boolean;
  readonly from: number;
  /** Of most words, which are nothing but letters, they are read when somebody asks. */
  private known: readonly WordPart[] | undefined;
  private readonly reader: WordReader;

  constructor({ pos, end, parts }: Pick<ShellNodeOf<'Word'>, 'pos' | 'end' | 'parts'>, reader: WordReader) {
    this.text = reader.text.slice(pos, end);
    this.from = pos;
    this.reader = reader;
    if (parts === undefined && !this.text.includes('\\')) {
      this.value = this.text;
      this.literal = true;
      return;
    }
    this.known = parts === undefined ? [literalPart(pos, end, false, reader)] : parts.flatMap(part => partsOf(part, false, reader));
    const [only] = this.known;
    const isOne = only !== undefined && this.known.length === 1;
    this.value = isOne ? only.stands : this.known.map(({ stands }) => stands).join('');
    this.literal = isOne ? only.kind === 'literal' : this.known.every(({ kind }) => kind === 'literal');
  }

  get parts(): readonly WordPart[] {
    return (this.known ??= [literalPart(this.from, this.from + this.text.length, false, this.reader)]);
  }

  get location(): Location {
    return this.reader.locate(this.from, this.from + this.text.length);
  }

  get indices(): readonly number[] | undefined {
    const all = this.parts.map(part => part.indices);
    return all.includes(undefined) ? undefined : all.flatMap(indices => indices ?? []);
  }
}

/** Where the characters of what a part stands for are in the text: in a row from an index, or each at its own; undefined is not known. */
type Places = number | readonly number[] | undefined;

class WordPart implements ShellWordPart {
  readonly kind: ShellWordPart['kind'];
  readonly text: string;
  readonly value: string;
  readonly quoted: boolean;
  readonly variable?: string;
  readonly operator?: string;
  readonly list?: ShellList;
  private readonly from: number;
  private readonly places: Places;
  private readonly reader: WordReader;

  constructor(
    { pos, end }: Pick<Part, 'pos' | 'end'>,
    about: Omit<ShellWordPart, 'text' | 'location'>,
    places: Places,
    reader: WordReader,
  ) {
    this.kind = about.kind;
    this.text = reader.text.slice(pos, end);
    this.value = about.value;
    this.quoted = about.quoted;
    if (about.variable !== undefined) this.variable = about.variable;
    if (about.operator !== undefined) this.operator = about.operator;
    if (about.list !== undefined) this.list = about.list;
    this.from = pos;
    this.places = places;
    this.reader = reader;
  }

  get location(): Location {
    return this.reader.locate(this.from, this.from + this.text.length);
  }

  /** What of it is in the word's value. */
  get stands(): string {
    return this.kind === 'literal' ? this.value : this.text;
  }

  get indices(): readonly number[] | undefined {
    const { places } = this;
    return typeof places === 'number' ? Array.from({ length: this.stands.length }, (_, index) => places + index) : places;
  }
}

function literalPart(pos: number, end: number, quoted: boolean, reader: WordReader): WordPart {
  const text = reader.text.slice(pos, end);
  // Most words have none.
  if (!text.includes('\\')) return new WordPart({ pos, end }, { kind: 'literal', value: text, quoted }, pos, reader);
  const { value, indices } = withoutBackslashes(text, pos, quoted);
  return new WordPart({ pos, end }, { kind: 'literal', value, quoted }, indices, reader);
}

function partsOf(part: Part, quoted: boolean, reader: WordReader): readonly WordPart[] {
  const { pos, end } = part;
  const other = (kind: ShellWordPart['kind'], more: Partial<ShellWordPart> = {}): readonly WordPart[] => [
    new WordPart(part, { kind, value: '', quoted, ...more }, pos, reader),
  ];
  switch (part.type) {
    case 'Literal':
      return [literalPart(pos, end, quoted, reader)];
    case 'SingleQuoted':
      return [new WordPart(part, { kind: 'literal', value: reader.text.slice(pos + 1, end - 1), quoted: true }, pos + 1, reader)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0
        ? [new WordPart(part, { kind: 'literal', value: '', quoted: true }, [], reader)]
        : part.parts.flatMap(inner => partsOf(inner, true, reader));
    case 'AnsiCQuoted':
      return [new WordPart(part, { kind: 'literal', value: part.value, quoted: true }, undefined, reader)];
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
