import { load } from 'js-yaml';
import { messageOf } from '../../support/harness-error.ts';

/** A key and a value as they stand behind a fence's language. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface InfoString {
  readonly lang: string;
  readonly pairs: readonly Pair[];
  /** What stands there without a value: `linenums`, `{1,3}`, `"restart worker"`, `.annotate`, `script()`. */
  readonly words: readonly string[];
  /** What is wrong with it, one line. */
  readonly error?: string;
}
type Pairs = Omit<InfoString, 'lang'>;

/**
 * Reads a fence's info string: `bash {"name":"x"}`, `bash { name=x }`, `bash name="x" timeout="30s"`, and what other tools put
 * around the language: `{.bash name=x}`, `{bash, eval=FALSE}`, `bash=12`, `bash:line-numbers`, `bash,no_run`, `shell,script(name="x")`.
 */
export function readInfoString(info: string): InfoString {
  const text = info.trim();
  if (/^[\w+#.-]*$/.test(text)) return { lang: text.toLowerCase(), pairs: [], words: [] };
  // Pandoc puts the language inside as a class, R Markdown as the first word.
  const inside =
    /^\{:?\s*(?:#[\w-]+\s+)?\.([\w+-]+)\s*([^]*)$/.exec(text) ?? /^\{([A-Za-z][\w+-]*)(?=[\s,}])(?!\s*=),?\s*([^]*)$/.exec(text);
  if (inside !== null) return { lang: (inside[1] ?? '').toLowerCase(), ...readPairs(`{${inside[2] ?? ''}`) };
  const [, first = '', rest = ''] = /^([^\s{]*)\s*([^]*)$/.exec(text) ?? [];
  const numbered = /^(\w+)(?:=\d*\+?|!)$/.exec(first);
  if (numbered !== null && /^(?:bash|sh|shell|zsh|console|sql)$/i.test(numbered[1] ?? ''))
    return { lang: (numbered[1] ?? '').toLowerCase(), ...readPairs(rest.trim()) };
  // A first word with a value is no language: ``` name=x
  if (/^[^,(]*=/.test(first)) return { lang: '', ...readPairs(text) };
  const [, lang = '', mark = '', tail = ''] = /^([^,:]*)([,:]?)([^]*)$/.exec(text) ?? [];
  if (mark !== '' && /^[\w+#.-]*$/.test(lang) && first.startsWith(`${lang}${mark}`))
    return { lang: lang.toLowerCase(), ...(mark === ':' ? readPairs(rest.trim()) : readPairs(withoutCall(tail))) };
  return { lang: first.toLowerCase(), ...readPairs(rest.trim()) };
}

/** `script(name="x", expected_exit_code=1)`: a word, and pairs. */
function withoutCall(text: string): string {
  const call = /^\s*(\w+)\(([^]*)\)\s*$/.exec(text);
  return call === null ? text : `${call[1] ?? ''}() ${call[2] ?? ''}`;
}

/** Reads the inside of an annotation: JSON, or `key=value` with or without braces. */
export function readPairs(text: string): Pairs {
  if (/^\{\s*(?:"|\}$)/.test(text)) {
    const end = endOfObject(text);
    if (end === undefined) return nothing(`unexpected attributes ${text}, expected a closing brace`);
    return both(readObject(text.slice(0, end), JSON.parse), readPairs(text.slice(end).trim()));
  }
  const end = /^\{\s*(?:\w+|'\w+')\s*:/.test(text) ? endOfObject(text) : undefined;
  if (end !== undefined) return both(readObject(text.slice(0, end), load), readPairs(text.slice(end).trim()));
  return readWords(text);
}

function readObject(text: string, parse: (text: string) => unknown): Pairs {
  try {
    const value = parse(text) as Record<string, unknown>;
    return {
      pairs: Object.entries(value).map(([key, member]) => ({ key, value: typeof member === 'string' ? member : JSON.stringify(member) })),
      words: [],
    };
  } catch (thrown) {
    return nothing(
      `unexpected attributes ${text}, expected JSON such as {"name":"restart"} (${/escaped/.test(String(thrown)) ? 'a backslash is written twice' : (messageOf(thrown).split('\n')[0] ?? '')})`,
    );
  }
}

const piece =
  /\s+|,|(?<key>[A-Za-z_][\w./-]*)=(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'{}]+))|(?<quoted>"[^"]*"|'[^']*')|(?<lines>\{[\d,\s-]*\})|(?<open>[{}])|(?<word>[^\s,}]+)/gy;

function readWords(text: string): Pairs {
  const pairs: Pair[] = [];
  const words: string[] = [];
  let depth = 0;
  for (const { groups = {} } of text.matchAll(piece)) {
    const { key, double, single, bare, quoted, lines, open, word } = groups;
    if (key !== undefined) pairs.push({ key, value: double ?? single ?? bare?.replace(/,$/, '') ?? '' });
    else if (open !== undefined) depth += open === '{' ? 1 : -1;
    else if (word !== undefined && /[='"]/.test(word) && !/^[.:#/]/.test(word))
      return { pairs, words, error: `unexpected attributes ${word}, expected name=value, the value in quotes where it holds blanks` };
    else if (quoted !== undefined || lines !== undefined || word !== undefined) words.push(quoted ?? lines ?? word ?? '');
  }
  return depth === 0 ? { pairs, words } : { pairs, words, error: `unexpected attributes ${text}, expected a closing brace` };
}

/** Where the object that a text begins with ends: braces inside of quotes do not count. */
function endOfObject(text: string): number | undefined {
  let depth = 0;
  for (const { 0: mark, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (mark === '{') depth++;
    else if (mark === '}' && --depth === 0) return index + 1;
  }
  return undefined;
}

function both(one: Pairs, other: Pairs): Pairs {
  const error = one.error ?? other.error;
  return { pairs: [...one.pairs, ...other.pairs], words: [...one.words, ...other.words], ...(error === undefined ? {} : { error }) };
}

function nothing(error: string): Pairs {
  return { pairs: [], words: [], error };
}
