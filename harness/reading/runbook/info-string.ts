import { messageOf } from '../../support/harness-error.ts';

/** A key and a value as they stand behind a fence's language. */
export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface InfoString {
  readonly lang: string;
  readonly pairs: readonly Pair[];
  /** What is wrong with it, one line. */
  readonly error?: string;
}

/**
 * Reads a fence's info string: `bash {"name":"x"}`, `bash { name=x }`, `bash name="x" timeout="30s"`.
 * Words without a value (`linenums`, `{1,3}`) belong to other tools.
 */
export function readInfoString(info: string): InfoString {
  // Pandoc puts the language inside: ``` {.bash name=x}
  const pandoc = /^\{\s*\.([\w-]+)\s*([^]*)$/.exec(info.trim());
  if (pandoc !== null) return { lang: (pandoc[1] ?? '').toLowerCase(), ...readPairs(`{${pandoc[2] ?? ''}`) };
  const [, lang = '', rest = ''] = /^([^\s{]*)\s*([^]*)$/.exec(info.trim()) ?? [];
  // A first word with a value is no language: ``` name=x
  if (lang.includes('=')) return { lang: '', ...readPairs(info.trim()) };
  return { lang: lang.toLowerCase(), ...readPairs(rest.trim()) };
}

/** Reads the inside of an annotation: JSON, or `key=value` with or without braces. */
export function readPairs(text: string): { readonly pairs: readonly Pair[]; readonly error?: string } {
  if (/^\{\s*(".*)?\}$/s.test(text)) {
    try {
      const value = JSON.parse(text) as Record<string, unknown>;
      return {
        pairs: Object.entries(value).map(([key, member]) => ({ key, value: typeof member === 'string' ? member : JSON.stringify(member) })),
      };
    } catch (thrown) {
      return {
        pairs: [],
        error: `unexpected attributes ${text}, expected JSON such as {"name":"restart"} (${/escaped/.test(String(thrown)) ? 'a backslash is written twice' : messageOf(thrown)})`,
      };
    }
  }
  if (/^\{\s*"/.test(text)) return { pairs: [], error: `unexpected attributes ${text}, expected a closing brace` };
  const inside = /^\{(.*)\}$/s.exec(text)?.[1] ?? text;
  return {
    pairs: [...inside.matchAll(/([A-Za-z_][\w-]*)=(?:"([^"]*)"|'([^']*)'|([^\s"'}]+))/g)].map(([, key = '', double, single, bare]) => ({
      key,
      value: double ?? single ?? bare?.replace(/,$/, '') ?? '',
    })),
  };
}
