import { interpolate } from './interpolate.ts';

const silent = { missing: () => undefined, blank: () => undefined, malformed: () => undefined };

/**
 * `NAME=value` lines of an env file, as Compose reads them: comments, `export`, quotes. Single quotes keep what they hold as it is;
 * elsewhere earlier names are put in.
 */
export function readEnvFile(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const match of text
    .replaceAll('\r\n', '\n')
    .matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?:'([^']*)'|"((?:\\.|[^"\\])*)"|([^\n]*))/gm)) {
    const [, name = '', single, double, bare = ''] = match;
    values[name] = single ?? interpolate(double === undefined ? bare.replace(/(^|\s)#.*$/, '').trim() : unescaped(double), values, silent);
  }
  return values;
}

function unescaped(text: string): string {
  return text.replaceAll(
    /\\(.)/gs,
    (whole, character: string) => ({ n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' })[character] ?? whole,
  );
}
