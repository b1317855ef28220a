import type { Path } from '../yaml/path.ts';

/** What `drillbook init` writes where only a person knows the value. */
export const unfilledValue = 'TODO';

/** Parts of a scenario that a proposal may leave open. What is sent to a service or expected of it may well be this word. */
const looked = ['runbook', 'follow', 'take', 'stack', 'steadyState', 'recovered', 'goal', 'never', 'faults', 'variables'];
const content: ReadonlySet<string> = new Set(['json', 'body', 'headers', 'expect', 'text', 'name']);

/** Places where a proposed scenario still waits for a value. */
export function unfilledIn(scenario: unknown): readonly Path[] {
  if (scenario === null || typeof scenario !== 'object') return [];
  return Object.entries(scenario).flatMap(([key, value]) => (looked.includes(key) ? inside(value, [key]) : []));
}

function inside(value: unknown, path: Path): readonly Path[] {
  if (value === unfilledValue) return [path];
  if (value === null || typeof value !== 'object') return [];
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  // Keys of `variables` are the team's own words.
  return entries.flatMap(([key, member]) => (path.length > 1 && content.has(String(key)) ? [] : inside(member, [...path, key])));
}
