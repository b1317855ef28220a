import { closeSync, openSync, readSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type { Redaction } from './redaction.ts';
import type { Span } from './span.ts';

/** Something in the evidence that should have been hidden. */
export interface Leak {
  /** Path below the evidence folder, itself redacted. */
  readonly file: string;
  /** From 1; 0: the file's own name. */
  readonly line: number;
  /** What it looks like, never what it is. */
  readonly what: string;
}

const chunkBytes = 1024 * 1024;
/** Of each piece of a file so much is read again with the next: nothing that is found is longer. */
const overlap = 64 * 1024;

/**
 * The last gate before evidence is sealed: reads every file of the folder, and what each step printed once more as one text, for it
 * was recorded piece by piece.
 */
export function scanEvidence(folder: string, redaction: Redaction): readonly Leak[] {
  return filesOf(folder, '').flatMap(file => {
    const name = redaction.text(file);
    const found = [
      ...redaction.find(file).map(({ what }) => ({ line: 0, what })),
      ...leaksOfText(join(folder, file), redaction),
      ...(file.endsWith('.ndjson') ? leaksOfPieces(join(folder, file), redaction) : []),
    ];
    const once = new Map(found.map(leak => [`${leak.line} ${leak.what}`, leak]));
    return [...once.values()].toSorted((one, other) => one.line - other.line).map(leak => ({ file: name, ...leak }));
  });
}

interface Found {
  readonly line: number;
  readonly what: string;
}

/** In a fixed order; links are named and not followed. */
function filesOf(folder: string, below: string): readonly string[] {
  return readdirSync(join(folder, below), { withFileTypes: true })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(entry => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      return entry.isDirectory() ? filesOf(folder, path) : entry.isFile() ? [path] : [];
    });
}

function leaksOfText(file: string, redaction: Redaction): readonly Found[] {
  const isJson = /\.(?:json|ndjson|jsonl)$/.test(file);
  const found: Found[] = [];
  let text = '';
  let line = 1;
  for (const chunk of chunksOf(file)) {
    const again = text.length;
    text += chunk;
    for (const span of redaction.find(text)) {
      if (span.to <= again || (isJson && isNumber(text, span))) continue;
      found.push({ line: line + lineBreaks(text.slice(0, span.from)), what: span.what });
    }
    const rest = text.slice(-overlap);
    line += lineBreaks(text.slice(0, text.length - rest.length));
    text = rest;
  }
  return found;
}

/** What a step printed, as it came: a secret could stand in two pieces. */
function leaksOfPieces(file: string, redaction: Redaction): readonly Found[] {
  const found: Found[] = [];
  const printed = new Map<string, string>();
  let number = 0;
  for (const line of linesOf(file)) {
    number++;
    if (!line.includes('"type":"step.')) continue;
    const event = parse(line);
    if (event?.type === 'step.started') printed.clear();
    if (event?.type !== 'step.output' || typeof event.text !== 'string') continue;
    const before = printed.get(event.stream ?? '') ?? '';
    const whole = before + event.text;
    for (const { from, to, what } of redaction.find(whole))
      if (from < before.length && to > before.length) found.push({ line: number, what: `${what}, in two pieces of output` });
    printed.set(event.stream ?? '', whole.slice(-overlap));
  }
  return found;
}

function parse(line: string): { readonly type?: string; readonly stream?: string; readonly text?: unknown } | undefined {
  try {
    return JSON.parse(line) as ReturnType<typeof parse>;
  } catch {
    // A writer that was killed leaves half a line; it was scanned as it stands.
    return undefined;
  }
}

/** Whether digits are a number of JSON's own and not part of a text: counts and times are no secrets. */
function isNumber(text: string, { from, to }: Span): boolean {
  if (!/^[\d.+eE-]+$/.test(text.slice(from, to)) || !/^[\d.+eE-]{0,32}\s*[,}\]]/.test(text.slice(to, to + 64))) return false;
  return /(?:[^\\]"\s*:\s*(?:\[[\d.+eE,-]*)?|\n\s*)-?[\d.+eE-]*$/.test(text.slice(Math.max(0, from - 200), from));
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function* linesOf(file: string): Generator<string> {
  let rest = '';
  for (const chunk of chunksOf(file)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function* chunksOf(file: string): Generator<string> {
  const descriptor = openSync(file, 'r');
  try {
    const decoder = new StringDecoder('utf8');
    const buffer = Buffer.alloc(chunkBytes);
    for (;;) {
      const bytes = readSync(descriptor, buffer, 0, chunkBytes, null);
      if (bytes === 0) break;
      yield decoder.write(buffer.subarray(0, bytes));
    }
    yield decoder.end();
  } finally {
    closeSync(descriptor);
  }
}
