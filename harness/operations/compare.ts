import type { Answer, Expectation, Range } from '../model/operation.ts';

/**
 * Whether an answer is as expected. All that is given must hold; where nothing is said of the answer
 * itself, it must be a success by its kind's own measure. The message says what was seen and expected.
 */
export function compare(answer: Answer, expect: Expectation): { readonly held: boolean; readonly message: string } {
  const message = first([
    () => (answer.answered ? undefined : (answer.error ?? 'no answer')),
    () =>
      expect.status === undefined
        ? undefined
        : answer.status !== undefined && [expect.status].flat().includes(answer.status)
          ? undefined
          : `unexpected ${answer.error ?? `status ${answer.status ?? 'none'}`}, expected ${[expect.status].flat().join(' or ')}`,
    () =>
      expect.exit === undefined || answer.exit === expect.exit
        ? undefined
        : `unexpected exit status ${answer.exit ?? 'none'}, expected ${expect.exit}`,
    () => (expect.status !== undefined || expect.exit !== undefined ? undefined : failure(answer)),
    () =>
      expect.text === undefined || answer.text.includes(expect.text)
        ? undefined
        : `unexpected ${seen(answer.text)}, expected text ${seen(expect.text)}`,
    () =>
      expect.regex === undefined || new RegExp(expect.regex, 'm').test(answer.text)
        ? undefined
        : `unexpected ${seen(answer.text)}, expected a match of /${expect.regex}/`,
    () => (expect.json === undefined ? undefined : jsonDifference(answer.text, expect.json)),
    () =>
      expect.rows === undefined || inRange(answer.rows?.length, expect.rows)
        ? undefined
        : `unexpected ${answer.rows?.length ?? 'no'} rows, expected ${showRange(expect.rows)}`,
    () =>
      expect.number === undefined || inRange(answer.number, expect.number)
        ? undefined
        : `unexpected ${answer.number ?? `no number in ${seen(answer.text)}`}, expected ${showRange(expect.number)}`,
    () =>
      expect.withinMs === undefined || answer.durationMs <= expect.withinMs
        ? undefined
        : `answered after ${Math.round(answer.durationMs)} ms, expected within ${expect.withinMs} ms`,
  ]);
  const note = message === undefined || answer.note === undefined ? '' : ` (${answer.note})`;
  return { held: message === undefined, message: `${message ?? ''}${note}` };
}

/** What is wrong with an answer of which nothing in particular is expected. */
function failure(answer: Answer): string | undefined {
  if (answer.error !== undefined) return `unexpected error: ${answer.error}`;
  if (answer.status !== undefined && (answer.status < 200 || answer.status > 299))
    return `unexpected status ${answer.status}, expected 2xx`;
  return answer.exit !== undefined && answer.exit !== 0 ? `unexpected exit status ${answer.exit}, expected 0` : undefined;
}

function jsonDifference(text: string, expected: unknown): string | undefined {
  try {
    const path = difference(JSON.parse(text), expected, '$');
    return path === undefined ? undefined : `unexpected ${seen(text)}, expected ${path}`;
  } catch {
    return `unexpected ${seen(text)}, expected JSON`;
  }
}

/** Where `actual` does not contain `expected`: members of objects may be more, lists are compared in full. */
function difference(actual: unknown, expected: unknown, path: string): string | undefined {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return `${path} to be ${JSON.stringify(expected)}`;
    return first(expected.map((member, index) => () => difference(actual[index], member, `${path}[${index}]`)));
  }
  if (expected !== null && typeof expected === 'object') {
    if (actual === null || typeof actual !== 'object' || Array.isArray(actual)) return `${path} to be an object`;
    return first(
      Object.entries(expected).map(
        ([key, member]) =>
          () =>
            Object.hasOwn(actual, key)
              ? difference((actual as Record<string, unknown>)[key], member, `${path}.${key}`)
              : `${path}.${key} to be ${JSON.stringify(member)}`,
      ),
    );
  }
  return Object.is(actual, expected) ? undefined : `${path} to be ${JSON.stringify(expected)}`;
}

function inRange(value: number | undefined, range: number | Range): boolean {
  if (value === undefined || Number.isNaN(value)) return false;
  if (typeof range === 'number') return value === range;
  return value >= (range.min ?? Number.NEGATIVE_INFINITY) && value <= (range.max ?? Number.POSITIVE_INFINITY);
}

function showRange(range: number | Range): string {
  if (typeof range === 'number') return String(range);
  if (range.min === undefined) return `at most ${range.max}`;
  return range.max === undefined ? `at least ${range.min}` : `${range.min} to ${range.max}`;
}

function seen(text: string): string {
  const line = JSON.stringify(text.trim());
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

function first(checks: readonly (() => string | undefined)[]): string | undefined {
  for (const check of checks) {
    const message = check();
    if (message !== undefined) return message;
  }
  return undefined;
}
