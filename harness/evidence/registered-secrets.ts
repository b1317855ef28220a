import { shortestSecret, tooShortToHide } from './written-forms.ts';

/**
 * Registered values that are too short to be hidden: in ordinary text they would stand too often. To be told once.
 *
 * Registered are values from the environment, and nothing else. Passwords that stand in a stack's own files are values of a throw-away
 * copy, committed beside it; hidden ones would spoil the evidence, for a database, its user and its password are often called alike.
 */
export function tooShort(secrets: readonly string[]): readonly string[] {
  return secrets.filter(tooShortToHide);
}

/** What is said of values that are too short, without a word of them; undefined when there are none. */
export function aboutTooShort(secrets: readonly string[]): string | undefined {
  const { length } = tooShort(secrets);
  if (length === 0) return undefined;
  return `${length === 1 ? 'a secret has' : `${length} secrets have`} fewer than ${shortestSecret} characters and ${length === 1 ? 'is' : 'are'} not hidden in the evidence: such short values stand in ordinary text`;
}
