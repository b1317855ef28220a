import { formFinder } from './form-finder.ts';
import { knownSecrets, pendingSecret } from './known-secrets.ts';
import { pendingSequence, plainTexts } from './plain-text.ts';
import type { PlainText } from './plain-text.ts';
import { pendingKey } from './private-keys.ts';
import { redactingStream } from './redacting-stream.ts';
import type { RedactingStream } from './redacting-stream.ts';
import { merged } from './span.ts';
import type { Span } from './span.ts';
import { writtenForms } from './written-forms.ts';

export const mark = '[redacted]';
/** Members whose values come from closed sets of ours, never from a file or a stack. */
const ours: ReadonlySet<string> = new Set([
  'type',
  'phase',
  'trial',
  'of',
  'role',
  'roleFrom',
  'kind',
  'outcome',
  'when',
  'stream',
  'persistence',
  'is',
  'reason',
  'cause',
  'onFail',
  'because',
  'engine',
  'code',
  'action',
]);
/** Members whose whole value is the author's, with names that may be like ours. */
const theirs: ReadonlySet<string> = new Set(['settings', 'digests']);

/** Takes secrets out of what goes into the evidence, before it is hashed or written. */
export interface Redaction {
  text(text: string): string;
  /** All texts in a value, at any depth; names of members stay, but for those of settings. */
  value<T>(value: T): T;
  /** For output that arrives in pieces: a secret that is cut is found all the same. */
  stream(): RedactingStream;
  /** Where secrets stand in a text, in order. */
  find(text: string): readonly Span[];
  /** The place in a text up to which what follows cannot change what is found. */
  decided(text: string): number;
}

/**
 * @param secrets registered values, hidden in every form of `writtenForms`. What looks like a secret by itself (`knownSecrets`) is
 * hidden in any case.
 */
export function redaction(secrets: readonly string[]): Redaction {
  const registered = formFinder([...new Set(secrets)].flatMap(writtenForms));
  const find = (whole: string): readonly Span[] => {
    const spans = plainTexts(whole).flatMap(plain =>
      inWhole(plain, [...registered.find(plain.text).filter(span => !isChance(plain.text, span)), ...knownSecrets(plain.text)]),
    );
    return merged(outsideOfMarks(whole, spans));
  };
  const text = (whole: string): string => {
    for (let rest = whole; ;) {
      const next = hide(rest, find(rest));
      // What stood beside a secret may look like one by itself now.
      if (next === rest) return next;
      rest = next;
    }
  };
  const walk = (value: unknown, name: string, foreign: boolean): unknown => {
    if (typeof value === 'string') return ours.has(name) && !foreign ? value : text(value);
    if (Array.isArray(value)) return value.map(member => walk(member, name, foreign));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [foreign ? text(key) : key, walk(member, key, foreign || theirs.has(key))]),
    );
  };
  const decided = (whole: string): number => {
    const plains = plainTexts(whole);
    const sequence = pendingSequence(whole);
    const before = sequence < whole.length ? plainTexts(whole.slice(0, sequence)) : [];
    // A sequence that is cut off waits for its rest.
    let place = Math.min(
      sequence,
      ...[...plains, ...before].map(plain =>
        plain.at(Math.min(registered.pending(plain.text), pendingSecret(plain.text), pendingKey(plain.text))),
      ),
    );
    const spans = merged(
      plains.flatMap(plain => inWhole(plain, [...registered.find(plain.text), ...knownSecrets(plain.text)])),
    ).toReversed();
    // Neither a secret nor a sequence is cut, however the text is read.
    for (;;) {
      let earlier = place;
      for (const plain of plains) earlier = plain.outside(earlier);
      for (const { from, to } of spans) if (from < earlier && to > earlier) earlier = from;
      if (earlier === place) return place;
      place = earlier;
    }
  };
  return {
    text,
    value: <T>(value: T) => walk(value, '', false) as T,
    stream: () => redactingStream({ text, decided }, mark),
    find,
    decided,
  };
}

/** Places of a plain text as those of the whole one: what stands in the middle of a secret goes with it. */
function inWhole(plain: PlainText, spans: readonly Span[]): readonly Span[] {
  return spans.map(({ from, to, what }) => ({ from: plain.at(from), to: plain.at(to - 1) + 1, what }));
}

/** A short value of hexadecimal digits stands in some digest sooner or later. */
function isChance(text: string, { from, to }: Span): boolean {
  if (to - from > 16 || !/^[0-9a-f]+$/.test(text.slice(from, to))) return false;
  const before = /[0-9a-f]*$/.exec(text.slice(Math.max(0, from - 64), from))?.[0] ?? '';
  const after = /^[0-9a-f]*/.exec(text.slice(to, to + 64))?.[0] ?? '';
  return before.length + (to - from) + after.length === 64;
}

/** What was hidden before is left as it is, even where the mark's own word is a secret. */
function outsideOfMarks(text: string, spans: readonly Span[]): readonly Span[] {
  if (spans.length === 0 || !text.includes(mark)) return spans;
  const marks: number[] = [];
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) marks.push(at);
  return spans.filter(({ from, to }) => !marks.some(at => at <= from && to <= at + mark.length));
}

function hide(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let result = '';
  let last = 0;
  for (const { from, to } of spans) {
    result += text.slice(last, from) + mark;
    last = to;
  }
  return result + text.slice(last);
}
