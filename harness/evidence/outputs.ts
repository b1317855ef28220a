import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DrillEvent } from '../model/event.ts';
import { digestOf } from '../support/digest.ts';

/** Longer output of a step stands in a file of its own, named by its digest; the journal carries the digest. */
const longestInline = 4096;

const streams = ['stdout', 'stderr'] as const;

/** Where an output stands, in place of its text. */
export interface OutputFile {
  readonly digest: string;
  readonly bytes: number;
}

/** Path of an output, relative to the evidence folder. */
export function outputPath(digest: string): string {
  const hex = digest.replace('sha256:', '');
  return join('outputs', hex.slice(0, 2), hex);
}

/** The event as it is written: long output moved to its file, which is on disk when this returns. */
export function withoutLongOutput(event: DrillEvent, evidence: string): unknown {
  if (event.type !== 'step.ended') return event;
  const long = streams.filter(stream => Buffer.byteLength(event[stream]) > longestInline);
  return { ...event, ...Object.fromEntries(long.map(stream => [stream, keep(event[stream], evidence)])) };
}

export interface MissingOutput {
  readonly digest: string;
  readonly why: 'missing' | 'changed';
}

/** The event as it was recorded. What is no longer there (it may be taken out, for privacy) is said in its place, and told to `onMissing`. */
export function withLongOutput(event: DrillEvent, evidence: string, onMissing: (missing: MissingOutput) => void): DrillEvent {
  if (event.type !== 'step.ended') return event;
  const long = streams.flatMap(stream => {
    const file = event[stream] as unknown;
    return isOutputFile(file) ? [[stream, read(file, evidence, onMissing)] as const] : [];
  });
  return long.length === 0 ? event : { ...event, ...Object.fromEntries(long) };
}

function keep(text: string, evidence: string): OutputFile {
  const digest = digestOf(text);
  const file = join(evidence, outputPath(digest));
  mkdirSync(dirname(file), { recursive: true });
  try {
    writeFileSync(file, text, { flag: 'wx' });
  } catch (thrown) {
    // The same output, written before.
    if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown;
  }
  return { digest, bytes: Buffer.byteLength(text) };
}

function read({ digest, bytes }: OutputFile, evidence: string, onMissing: (missing: MissingOutput) => void): string {
  try {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error('not a digest');
    const text = readFileSync(join(evidence, outputPath(digest)));
    if (digestOf(text) === digest) return text.toString();
    onMissing({ digest, why: 'changed' });
  } catch {
    onMissing({ digest, why: 'missing' });
  }
  return `[${bytes} bytes of output, ${digest}, are not here any more]`;
}

function isOutputFile(value: unknown): value is OutputFile {
  return typeof value === 'object' && value !== null && 'digest' in value && typeof value.digest === 'string' && 'bytes' in value;
}
