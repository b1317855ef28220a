import type { Variable } from '../model/scenario.ts';
import { quotingOf } from './shell-quotes.ts';

const shellName = /^[A-Za-z_]\w*$/;

/**
 * Puts values where the runbook has placeholders, the longest text first, and looks at no value again. Where a key is the
 * name of a shell variable, `$NAME`, `NAME=` and `export NAME` stay as they are: it is exported instead. A secret's value is not
 * put into a shell script at all, for scripts are files and arguments: the script gets `${NAME}`, in the quotes that it needs there.
 */
export function bindVariables(script: string, variables: readonly Variable[], language: 'shell' | 'text'): string {
  if (variables.length === 0) return script;
  const pattern = new RegExp(
    variables
      .map(({ text }) => text)
      .toSorted((one, other) => other.length - one.length)
      .map(patternOf)
      .join('|'),
    'g',
  );
  const quoting = language === 'shell' && variables.some(({ secret }) => secret) ? quotingOf(script) : undefined;
  const names = exportedNames(variables);
  return script.replaceAll(pattern, (text, offset: number) => {
    const variable = variables.find(one => one.text === text);
    if (variable === undefined) return text;
    const how = variable.secret ? quoting?.(offset) : undefined;
    // A here-document that the shell leaves alone can only hold the value itself.
    if (how === undefined || how === 'literal') return variable.value;
    const reference = `\${${names.get(text) ?? ''}}`;
    return how === 'double' ? reference : how === 'none' ? `"${reference}"` : `'"${reference}"'`;
  });
}

/** Variables that are exported to the shell before the first step: those with a shell's name, and all secrets. */
export function exportedVariables(variables: readonly Variable[]): Readonly<Record<string, string>> {
  const names = exportedNames(variables);
  return Object.fromEntries(
    variables.flatMap(({ text, value }) => {
      const name = names.get(text);
      return name === undefined ? [] : [[name, value]];
    }),
  );
}

/** Whether a placeholder has a value in the shell, without being replaced. */
export function isExported(text: string, variables: readonly Variable[]): boolean {
  return shellName.test(text) && variables.some(variable => variable.text === text);
}

/** Names under which values are exported: `<ADMIN-TOKEN>` becomes `SECRET_ADMIN_TOKEN`, each another one. */
function exportedNames(variables: readonly Variable[]): ReadonlyMap<string, string> {
  const names = new Map(variables.filter(({ text }) => shellName.test(text)).map(({ text }) => [text, text]));
  const taken = new Set(names.values());
  for (const { text, secret } of variables) {
    if (!secret || names.has(text)) continue;
    const base = `SECRET_${text
      .replaceAll(/\W+/g, '_')
      .replaceAll(/^_+|_+$/g, '')
      .toUpperCase()}`;
    let name = base;
    for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
    taken.add(name);
    names.set(text, name);
  }
  return names;
}

/** Commands that take names of variables, not values. */
const takesNames = '(?<!\\b(?:export|unset|readonly|local|declare|typeset|read|printenv)(?:[ \\t]+[\\w=-]+)*[ \\t]+)(?<!-v[ \\t]+)';

function patternOf(text: string): string {
  return shellName.test(text) ? `(?<![$\\w{!#])${takesNames}${text}(?![\\w=])` : text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
