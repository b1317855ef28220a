import { z } from 'zod';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { nearest } from '../../support/nearest.ts';
import type { Path } from './read-yaml.ts';
import { keysAt } from './schema-keys.ts';

export interface Places {
  at(path: Path): Location;
  keyAt(path: Path): Location;
}

/** Checks a value against a schema; what is wrong with it becomes Problems at their places. */
export function validate<S extends z.ZodType>(schema: S, value: unknown, places: Places, prefix: Path = []): { readonly value?: z.output<S>; readonly problems: readonly Problem[] } {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return { value: result.data, problems: [] };
  return { problems: result.error.issues.flatMap(issue => problemsOf(issue, [], { schema, value, places, prefix })) };
}

interface Context {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly places: Places;
  readonly prefix: Path;
}

function problemsOf(issue: z.core.$ZodIssue, above: Path, context: Context): readonly Problem[] {
  const path = [...above, ...(issue.path as (string | number)[])];
  const full = [...context.prefix, ...path];
  const problem = (message: string, location: Location, hint?: string): Problem => ({ rule: ruleOf(issue), severity: 'error', message, location, ...(hint === undefined ? {} : { hint }) });
  const seen = show(valueAt(context.value, path));
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = keysAt(context.schema, path);
      return issue.keys.map(key => {
        const close = nearest(key, known);
        return problem(`unexpected key "${key}", expected ${close === undefined ? `one of ${known.join(', ')}` : `"${close}"`}`, context.places.keyAt([...full, key]), close === undefined ? undefined : `Did you mean "${close}"?`);
      });
    }
    case 'invalid_type':
      if (valueAt(context.value, path) === undefined) return [problem(`unexpected absence of "${String(path.at(-1) ?? '')}", expected ${issue.expected}`, context.places.at(full))];
      return [problem(`unexpected ${seen}, expected ${issue.expected}`, context.places.at(full))];
    case 'invalid_value': {
      const values = issue.values.map(String);
      const close = nearest(String(valueAt(context.value, path)), values);
      return [problem(`unexpected ${seen}, expected one of ${values.join(', ')}`, context.places.at(full), close === undefined ? undefined : `Did you mean "${close}"?`)];
    }
    case 'invalid_union': {
      // The branch that got furthest is the one that was meant.
      const branches = issue.errors.filter(branch => branch.length > 0).toSorted((one, other) => depthOf(other) - depthOf(one));
      const best = branches[0];
      if (best !== undefined && depthOf(best) > 0) return best.flatMap(inner => problemsOf(inner, path, context));
      const expected = [...new Set(branches.flat().map(inner => ('expected' in inner ? String(inner.expected) : inner.message)))];
      return [problem(`unexpected ${seen}, expected ${expected.join(' or ') || 'another value'}`, context.places.at(full))];
    }
    case 'invalid_key':
    case 'invalid_element':
      return issue.issues.flatMap(inner => problemsOf(inner, path, context));
    default:
      return [problem(`unexpected ${seen}, ${issue.message.startsWith('expected') ? issue.message : `expected ${expectation(issue)}`}`, context.places.at(full))];
  }
}

function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small') return `at least ${String(issue.minimum)}`;
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)}`;
  return issue.message;
}

function ruleOf(issue: z.core.$ZodIssue): string {
  return issue.code === 'unrecognized_keys' ? 'unknown-key' : issue.code === 'custom' ? 'value' : 'type';
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(issue => issue.path.length));
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner !== null && typeof inner === 'object' ? (inner as Record<string | number, unknown>)[key] : undefined), value);
}

function show(value: unknown): string {
  if (value === undefined) return 'absence';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
