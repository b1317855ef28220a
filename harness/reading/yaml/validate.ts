import type { z } from 'zod';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { nearest } from '../../support/nearest.ts';
import type { Path } from './path.ts';
import { keysAt } from './schema-keys.ts';

export interface Places {
  at(path: Path): Location;
  keyAt(path: Path): Location;
}

type Issue = z.core.$ZodIssue;

/** Checks a value against a schema; what is wrong with it becomes Problems at their places. */
export function validate<S extends z.ZodType>(
  schema: S,
  value: unknown,
  places: Places,
  prefix: Path = [],
): { readonly value?: z.output<S>; readonly problems: readonly Problem[] } {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { value: result.data, problems: [] };
  return {
    problems: problemsOf(result.error.issues, [], { schema, value, places, prefix }).toSorted(
      (one, other) => one.location.line - other.location.line || one.location.column - other.location.column,
    ),
  };
}

interface Context {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly places: Places;
  readonly prefix: Path;
}

/** A misspelt key is one problem: what it leaves missing or unmet in the same mapping is not told again. */
function problemsOf(issues: readonly Issue[], above: Path, context: Context): readonly Problem[] {
  const misspelt = new Map(
    issues.flatMap(issue =>
      issue.code === 'unrecognized_keys'
        ? [[JSON.stringify(issue.path), issue.keys.map(key => nearest(key, keysAt(context.schema, [...above, ...pathOf(issue)])))] as const]
        : [],
    ),
  );
  return issues
    .filter(issue => {
      if (issue.code === 'custom') return !misspelt.has(JSON.stringify(issue.path));
      return misspelt.get(JSON.stringify(issue.path.slice(0, -1)))?.includes(String(issue.path.at(-1))) !== true;
    })
    .flatMap(issue => problemsOfOne(issue, above, context));
}

function problemsOfOne(issue: Issue, above: Path, context: Context): readonly Problem[] {
  const path = [...above, ...pathOf(issue)];
  const full = [...context.prefix, ...path];
  const value = valueAt(context.value, path) ?? (issue as { input?: unknown }).input;
  const problem = (message: string, location: Location, close?: string): Problem => ({
    rule: issue.code === 'unrecognized_keys' ? 'unknown-key' : issue.code === 'custom' ? 'value' : 'type',
    severity: 'error',
    message,
    location,
    ...(close === undefined ? {} : { hint: `Did you mean "${close}"?` }),
  });
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(context.schema, path);
      return issue.keys.map(key => {
        const close = nearest(key, known);
        return problem(
          `unexpected key "${key}", expected ${close === undefined ? `one of ${known.join(', ')}` : `"${close}"`}`,
          context.places.keyAt([...full, key]),
          close,
        );
      });
    }
    case 'invalid_union': {
      const branches = issue.errors.filter(branch => branch.length > 0);
      // The branch that got furthest is the one that was meant.
      const best = branches.toSorted((one, other) => depthOf(other) - depthOf(one))[0];
      if (best !== undefined && depthOf(best) > 0) return problemsOf(best, path, context);
      const close = nearest(
        String(value),
        branches.flat().flatMap(inner => (inner.code === 'invalid_value' ? inner.values.map(String) : [])),
      );
      return [
        problem(
          `unexpected ${show(value)}, expected ${[...new Set(branches.flat().map(expectationOf))].join(' or ') || 'another value'}`,
          context.places.at(full),
          close,
        ),
      ];
    }
    case 'invalid_key':
      return [
        problem(
          `unexpected ${show(path.at(-1))}, expected ${[...new Set(issue.issues.map(expectationOf))].join(' or ')}`,
          context.places.keyAt(full),
        ),
      ];
    case 'invalid_element':
      return problemsOf(issue.issues, path, context);
    default: {
      const close = issue.code === 'invalid_value' ? nearest(String(value), issue.values.map(String)) : undefined;
      return [
        problem(
          `unexpected ${value === undefined ? `absence of "${String(path.at(-1) ?? '')}"` : show(value)}, expected ${expectationOf(issue)}`,
          context.places.at(full),
          close,
        ),
      ];
    }
  }
}

/** What should have been there, in words that stand behind "expected". */
function expectationOf(issue: Issue): string {
  // A schema's own words say it best.
  if (issue.message.startsWith('expected ')) return issue.message.slice('expected '.length);
  switch (issue.code) {
    case 'invalid_type':
      return words[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `at least ${String(issue.minimum)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}`;
    case 'unrecognized_keys':
      return 'other keys';
    default:
      return issue.message;
  }
}

/** YAML's own words. */
const words: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  null: 'nothing',
};

function pathOf(issue: Issue): Path {
  return issue.path as (string | number)[];
}

function depthOf(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map(issue => issue.path.length + (issue.code === 'unrecognized_keys' ? 1 : 0)));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      inner !== null && typeof inner === 'object' && Object.hasOwn(inner, key)
        ? (inner as Record<string | number, unknown>)[key]
        : undefined,
    value,
  );
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
