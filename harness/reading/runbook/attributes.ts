import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { roles, type AttributeName, type Role, type StepAttributes } from '../../model/runbook.ts';
import { parseDuration } from '../../support/duration.ts';
import { nearest } from '../../support/nearest.ts';
import type { InfoString } from './info-string.ts';
import { meaningOfKey, meaningOfWord, type Meaning } from './other-tools.ts';
import { asName } from './slugs.ts';

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
export interface DecodedAttributes {
  readonly attributes: StepAttributes;
  readonly locations: Readonly<Partial<Record<AttributeName, Location>>>;
  /** Why the author wants the block left out: Runme's `ignore`, another tool's `test=false`. */
  readonly ignored?: string;
  /** What the author wants to carry the block out, which we do not have. */
  readonly program?: string;
  /** Whether any of ours was given. */
  readonly any: boolean;
  readonly problems: readonly Problem[];
}

/**
 * Gives meaning to what stands behind a fence. A near miss of one of our words is an error; what other tools mean is taken over where
 * it can be, and said where it cannot.
 */
export function decodeAttributes({ pairs, words }: Pick<InfoString, 'pairs' | 'words'>, at: (key: string) => Location): DecodedAttributes {
  if (pairs.length === 0 && words.length === 0) return { attributes: {}, locations: {}, any: false, problems: [] };
  const problems: Problem[] = [];
  const attributes: Record<string, unknown> = {};
  const locations: Partial<Record<string, Location>> = {};
  let ignored: string | undefined;
  let program: string | undefined;
  let any = false;
  const set = (decoded: StepAttributes, key: string): void => {
    Object.assign(attributes, decoded);
    for (const name of Object.keys(decoded)) locations[name] = at(key);
  };
  const take = (meaning: Meaning, key: string, text: string): void => {
    if (meaning.attributes !== undefined) set(meaning.attributes, key);
    if (meaning.ignored === true) ignored ??= text;
    program ??= meaning.program;
    any ||= meaning.attributes !== undefined || meaning.ignored === true || meaning.program !== undefined;
    if (meaning.note !== undefined)
      problems.push({
        rule: meaning.ofAnyBlock === true ? 'not-done' : 'other-tool',
        severity: 'warning',
        message: `unexpected ${text}: ${meaning.note}`,
        location: at(key),
        hint: meaning.hint ?? 'Nothing follows from it here.',
      });
  };
  for (const { key, value } of pairs) {
    const theirs = meaningOfKey(key, value);
    if (theirs !== undefined) {
      take(theirs, key, `${key}=${value}`);
      continue;
    }
    if (!(ours as readonly string[]).includes(key)) {
      problems.push(unknown(`attribute "${key}"`, nearest(key, ours), at(key)));
      continue;
    }
    any = true;
    if (key === 'ignore' || key === 'excludeFromRunAll') {
      if (value === 'true') ignored ??= `${key}=true`;
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
    set(decoded, key);
  }
  for (const [index, word] of words.entries()) {
    const theirs = meaningOfWord(word);
    if (theirs !== undefined) take(theirs, word, word);
    // Where the first word behind the language is quoted, it is the block's name.
    else if (/^["'].*["']$/.test(word)) {
      if (index === 0 && attributes['name'] === undefined && asName(word) !== '') set({ name: asName(word) }, word);
    } else
      problems.push(
        unknown(
          `word "${word}" behind the fence`,
          (ours as readonly string[]).find(name => name === word),
          at(word),
        ),
      );
  }
  if (pairs.some(({ key, value }) => key === 'interactive' && value === 'true') && attributes['input'] === undefined)
    problems.push({
      rule: 'other-tool',
      severity: 'warning',
      message: 'unexpected interactive=true: the block waits for a person, and nobody types here',
      location: at('interactive'),
      hint: "Say with `input` what a person types, behind the fence or in the scenario's `steps`.",
    });
  return {
    attributes: attributes as StepAttributes,
    locations: locations as DecodedAttributes['locations'],
    ...(ignored === undefined ? {} : { ignored }),
    ...(program === undefined ? {} : { program }),
    any,
    problems,
  };
}

function unknown(what: string, close: string | undefined, location: Location): Problem {
  const hint = `Attributes are ${ours.join(', ')}.`;
  return close === undefined
    ? {
        rule: 'unknown-attribute',
        severity: 'warning',
        message: `unexpected ${what}, expected one of ours or of a tool that we know: nothing follows from it`,
        location,
        hint,
      }
    : {
        rule: 'unknown-attribute',
        severity: 'error',
        message: `unexpected ${what}, expected ${what.startsWith('word') ? `"${close}=…"` : `"${close}"`}`,
        location,
        hint: `Did you mean "${close}"? ${hint}`,
      };
}

type Decoded = StepAttributes | { readonly expected: string };

const durationOf =
  (name: 'timeoutMs' | 'endlessMs' | 'takesMs') =>
  (value: string): Decoded => {
    // Where tools take a bare number, it is one of seconds.
    const ms = parseDuration(/^\d+$/.test(value) && name === 'timeoutMs' ? `${value}s` : value);
    return ms === undefined ? { expected: 'a duration such as 30s' } : { [name]: ms };
  };

const decoders: Readonly<Record<string, (value: string) => Decoded>> = {
  // Other tools take any words for a name; ids have none.
  name: value => (asName(value) === '' ? { expected: 'letters, digits, dots, dashes and underscores' } : { name: asName(value) }),
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
