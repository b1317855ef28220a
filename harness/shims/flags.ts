import { Unsupported } from '../support/harness-error.ts';

/** What a command line said. A flag is asked for by any of its spellings, dashes included. */
export interface Flags {
  has(spelling: string): boolean;
  /** The last value given. */
  value(spelling: string): string | undefined;
  values(spelling: string): readonly string[];
  /** What is no flag, in order. */
  readonly rest: readonly string[];
}

export interface FlagOptions {
  /** The command as a person names it, for messages: `docker ps`. */
  readonly of: string;
  /** Flags end at the first word that is none, as before a command to run. */
  readonly stopAtFirst?: boolean;
}

interface KnownFlag {
  readonly spellings: readonly string[];
  readonly takes: 'nothing' | 'value' | 'optional';
}

/**
 * Reads flags as getopt_long and Go's pflag do: `-fn 20`, `-n20`, `--lines=20`, `--lines 20`, `--`.
 * `known` lists one flag per entry: `'-f --follow'`, `'-n --lines='` (takes a value), `'--preserve-env[=]'` (may take one).
 * @throws {Unsupported} naming the flag that is not known.
 */
export function parseFlags(argv: readonly string[], known: readonly string[], { of, stopAtFirst = false }: FlagOptions): Flags {
  const flags = known.map(readKnown);
  const given = new Map<KnownFlag, string[]>();
  const rest: string[] = [];
  const find = (spelling: string, word: string): KnownFlag => {
    const flag = flags.find(({ spellings }) => spellings.includes(spelling));
    if (flag === undefined)
      throw new Unsupported(`flag ${spelling === word ? word : `${spelling} (in ${word})`} of ${of} is not known to this stand-in`);
    return flag;
  };
  const note = (flag: KnownFlag, value: string): void => void given.set(flag, [...(given.get(flag) ?? []), value]);

  const words = [...argv];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const following = (): string => {
      const value = words.shift();
      if (value === undefined) throw new Unsupported(`unexpected end of ${of} after ${word}, expected its value`);
      return value;
    };
    if (word === '--') {
      rest.push(...words);
      break;
    } else if (word.startsWith('--')) {
      const at = word.indexOf('=');
      const flag = find(at === -1 ? word : word.slice(0, at), word);
      if (at !== -1) note(flag, flag.takes === 'nothing' ? switchOf(word.slice(at + 1), word, of) : word.slice(at + 1));
      else note(flag, flag.takes === 'value' ? following() : 'true');
    } else if (word.startsWith('-') && word !== '-') {
      for (let at = 1; at < word.length; at++) {
        const flag = find(`-${word[at] ?? ''}`, word);
        const attached = word.slice(at + 1);
        if (flag.takes === 'value') note(flag, attached === '' ? following() : attached.replace(/^=/, ''));
        else if (flag.takes === 'optional' && attached !== '') note(flag, attached.replace(/^=/, ''));
        else note(flag, 'true');
        if (flag.takes !== 'nothing') break;
      }
    } else if (stopAtFirst) {
      rest.push(word, ...words);
      break;
    } else {
      rest.push(word);
    }
  }

  const valuesOf = (spelling: string): readonly string[] => {
    const flag = flags.find(({ spellings }) => spellings.includes(spelling));
    if (flag === undefined) throw new Error(`unexpected question for ${spelling}, expected one of ${known.join(', ')}`);
    return given.get(flag) ?? [];
  };
  return {
    rest,
    values: valuesOf,
    value: spelling => valuesOf(spelling).at(-1),
    has: spelling => !['false', undefined].includes(valuesOf(spelling).at(-1)),
  };
}

function readKnown(entry: string): KnownFlag {
  const takes = entry.endsWith('[=]') ? 'optional' : entry.endsWith('=') ? 'value' : 'nothing';
  return { spellings: entry.replace(/(\[=\]|=)$/, '').split(' '), takes };
}

function switchOf(value: string, word: string, of: string): string {
  if (/^(true|1|t)$/i.test(value)) return 'true';
  if (/^(false|0|f)$/i.test(value)) return 'false';
  throw new Unsupported(`unexpected ${word} of ${of}, expected true or false`);
}
