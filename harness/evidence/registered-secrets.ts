import { shortestSecret, tooShortToHide } from './written-forms.ts';

/**
 * Values to hide, by the names of environment variables: `redact: { env: [NAME, …] }` of `drillbook.yaml`. Those that are not set
 * hide nothing.
 *
 * Passwords that stand in a stack's own files are no secrets: they are values of a throw-away copy, committed beside it, and hidden
 * ones would spoil the evidence (a database, its user and its password are often called alike). Who puts a real one into
 * such a file through `${NAME}` names it in `redact`.
 */
export function secretsOf(env: Readonly<Record<string, string | undefined>>, names: readonly string[]): readonly string[] {
  return [...new Set(names)].flatMap(name => {
    const value = env[name];
    return value === undefined || value === '' ? [] : [value];
  });
}

/** Those of the names or values that are too short to be hidden: in ordinary text they would stand too often. To be told once. */
export function tooShort(secrets: readonly string[]): readonly string[] {
  return secrets.filter(tooShortToHide);
}

/** What is said of values that are too short, without a word of them; undefined when there are none. */
export function aboutTooShort(secrets: readonly string[]): string | undefined {
  const { length } = tooShort(secrets);
  if (length === 0) return undefined;
  return `${length === 1 ? 'a secret has' : `${length} secrets have`} fewer than ${shortestSecret} characters and ${length === 1 ? 'is' : 'are'} not hidden in the evidence: such short values stand in ordinary text`;
}
