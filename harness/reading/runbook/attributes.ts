import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { roles, type AttributeName, type Role, type StepAttributes } from '../../model/runbook.ts';
import { parseDuration } from '../../support/duration.ts';
import { nearest } from '../../support/nearest.ts';
import type { Pair } from './info-string.ts';

/** Our words and Runme's that mean the same. */
const ours = [
  'name',
  'role',
  'timeout',
  'exit',
  'expect',
  'retry',
  'on',
  'call',
  'endless',
  'input',
  'skip',
  'takes',
  'cwd',
  'background',
  'ignore',
  'excludeFromRunAll',
] as const;
/** Other tools' words that look like ours. */
const theirs: ReadonlySet<string> = new Set([
  'title',
  'linenums',
  'hl_lines',
  'filename',
  'copy',
  'highlight',
  'interactive',
  'tag',
  'category',
  'promptEnv',
  'interpreter',
  'mimeType',
  'closeTerminalOnSuccess',
  'terminalRows',
  'id',
  'class',
  'caption',
  'theme',
  'label',
  'start',
  'lines',
  'show_lines',
  'wrap',
]);

export interface DecodedAttributes {
  readonly attributes: StepAttributes;
  readonly locations: Readonly<Partial<Record<AttributeName, Location>>>;
  /** Runme's `ignore` and `excludeFromRunAll`. */
  readonly ignored: boolean;
  /** Whether any of ours was given. */
  readonly any: boolean;
  readonly problems: readonly Problem[];
}

/** Gives meaning to the pairs behind a fence. A near miss of one of our words is an error; other tools' words are left alone. */
export function decodeAttributes(pairs: readonly Pair[], at: (key: string) => Location): DecodedAttributes {
  const problems: Problem[] = [];
  const attributes: Record<string, unknown> = {};
  const locations: Partial<Record<string, Location>> = {};
  let ignored = false;
  let any = false;
  for (const { key, value } of pairs) {
    if (!(ours as readonly string[]).includes(key)) {
      const close = theirs.has(key) ? undefined : nearest(key, ours);
      if (close !== undefined)
        problems.push({
          rule: 'unknown-attribute',
          severity: 'error',
          message: `unexpected attribute "${key}", expected "${close}"`,
          location: at(key),
          hint: `Did you mean "${close}"? Attributes are ${ours.join(', ')}.`,
        });
      continue;
    }
    any = true;
    if (key === 'ignore' || key === 'excludeFromRunAll') {
      ignored ||= value === 'true';
      continue;
    }
    const decoded = decoders[key as (typeof ours)[number]]?.(value);
    if (decoded === undefined || 'expected' in decoded) {
      problems.push({
        rule: 'attribute-value',
        severity: 'error',
        message: `unexpected ${key} "${value}", expected ${decoded?.expected ?? 'another value'}`,
        location: at(key),
      });
      continue;
    }
    Object.assign(attributes, decoded);
    for (const name of Object.keys(decoded)) locations[name] = at(key);
  }
  return { attributes: attributes as StepAttributes, locations: locations as DecodedAttributes['locations'], ignored, any, problems };
}

type Decoded = StepAttributes | { readonly expected: string };

const durationOf =
  (name: 'timeoutMs' | 'endlessMs' | 'takesMs') =>
  (value: string): Decoded => {
    const ms = parseDuration(value);
    return ms === undefined ? { expected: 'a duration such as 30s' } : { [name]: ms };
  };

const decoders: Readonly<Record<string, (value: string) => Decoded>> = {
  name: value => (/^[\w.-]+$/.test(value) ? { name: value } : { expected: 'letters, digits, dots, dashes and underscores' }),
  role(value) {
    if ((roles as readonly string[]).includes(value)) return { role: value as Role };
    const close = nearest(value, roles);
    return { expected: `one of ${roles.join(', ')}${close === undefined ? '' : ` (did you mean "${close}"?)`}` };
  },
  timeout: durationOf('timeoutMs'),
  endless: durationOf('endlessMs'),
  takes: durationOf('takesMs'),
  exit(value) {
    if (value === 'any') return { exit: 'any' };
    const statuses = value.split(',').map(part => part.trim());
    return statuses.every(status => /^\d{1,3}$/.test(status) && Number(status) < 256)
      ? { exit: statuses.map(Number) }
      : { expected: 'statuses such as 0 or 1,2, or any' };
  },
  expect: value =>
    value === ''
      ? { expected: 'text, or a pattern between slashes' }
      : isPattern(value)
        ? { expect: value }
        : { expected: 'a pattern that JavaScript can read' },
  retry: value => (/^\d+$/.test(value) ? { retry: Number(value) } : { expected: 'a number of tries' }),
  on: value => ({ on: value }),
  call: value => ({ call: value }),
  input: value => ({ input: value }),
  skip: value => (value.trim() === '' || value === 'true' ? { expected: 'a reason' } : { skip: value }),
  cwd: value => ({ cwd: value }),
  background: value => (value === 'true' || value === 'false' ? { background: value === 'true' } : { expected: 'true or false' }),
};

function isPattern(value: string): boolean {
  const pattern = /^\/(.*)\/$/s.exec(value)?.[1];
  if (pattern === undefined) return true;
  try {
    return new RegExp(pattern) instanceof RegExp;
  } catch {
    return false;
  }
}
