import type { Variable } from '../model/scenario.ts';

const shellName = /^[A-Za-z_]\w*$/;

/**
 * Puts values where the runbook has placeholders. The longest text goes first. Where a key is the name
 * of a shell variable, `$NAME`, `${NAME}` and `NAME=` stay as they are: it is exported instead.
 */
export function bindVariables(script: string, variables: readonly Variable[]): string {
  return variables.toSorted((one, other) => other.text.length - one.text.length).reduce((text, { text: key, value }) => (shellName.test(key) ? text.replaceAll(new RegExp(`(?<![$\\w{])${key}(?![\\w=])`, 'g'), () => value) : text.replaceAll(key, () => value)), script);
}

/** Variables that are exported to the shell before the first step. */
export function exportedVariables(variables: readonly Variable[]): Readonly<Record<string, string>> {
  return Object.fromEntries(variables.filter(({ text }) => shellName.test(text)).map(({ text, value }) => [text, value]));
}
