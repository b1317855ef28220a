import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillEvent, EventBody, Phase } from '../model/event.ts';
import { canonicalJson, wellFormed } from '../support/canonical-json.ts';
import { monotonic } from '../support/clock.ts';
import type { Clock } from '../support/clock.ts';
import { digestOf } from '../support/digest.ts';
import { withoutLongOutput } from './outputs.ts';
import type { Redaction } from './redaction.ts';

/** The append-only record of a trial. What was recorded is on disk before anybody acts on it. */
export interface Journal {
  readonly events: readonly DrillEvent[];
  /** Milliseconds since the trial began, on the journal's monotonic clock; not rounded. */
  now(): number;
  record(body: EventBody): DrillEvent;
  /** The phase that following events belong to. */
  enter(phase: Phase): void;
  readonly phase: Phase;
  close(): void;
}

/** One line of a journal file, in canonical JSON: the event, the digest of the line before, and its own. */
export type JournalLine = DrillEvent & { readonly prev: string; readonly hash: string };

export interface JournalOptions {
  /** Path of the journal, relative to the evidence folder. */
  readonly file: string;
  /** The evidence folder. */
  readonly evidence: string;
  readonly redaction: Redaction;
  /** Digest that the first line names as the one before: the run's header, so that a journal cannot be moved to another run. */
  readonly genesis: string;
  readonly clock?: Clock;
  readonly onEvent?: (event: DrillEvent) => void;
}

/** Opens a new journal file; refuses to touch one that exists. */
export function openJournal({ file, evidence, redaction, genesis, clock = monotonic, onEvent }: JournalOptions): Journal {
  const descriptor = openSync(join(evidence, file), 'ax', 0o644);
  const began = clock.now();
  const events: DrillEvent[] = [];
  let prev = genesis;
  let phase: Phase = 'provision';
  let closed = false;
  let syncing = 0;
  // A crash of this process takes nothing away. Against one of the whole machine the disk is asked to hurry, without waiting for
  // it: a busy disk would hold up the samplers of all trials in this process.
  const sync = (): void => {
    syncing++;
    fdatasync(descriptor, () => {
      if (--syncing === 0 && closed) closeSync(descriptor);
    });
  };
  return {
    events,
    now: () => clock.now() - began,
    get phase() {
      return phase;
    },
    enter(next) {
      phase = next;
    },
    record(body) {
      const event: DrillEvent = {
        seq: events.length,
        atMs: Math.floor(clock.now() - began),
        phase,
        ...wellFormedBody(redaction.value(body)),
      };
      if (closed) return event;
      const line = { ...(withoutLongOutput(event, evidence) as DrillEvent), prev };
      const hash = lineHash(line);
      writeAll(descriptor, `${canonicalJson({ ...line, hash })}\n`);
      prev = hash;
      events.push(event);
      if (body.type === 'step.ended' || body.type === 'phase.ended') sync();
      onEvent?.(event);
      return event;
    },
    close() {
      if (closed) return;
      closed = true;
      sync();
    },
  };
}

/** Digest of a line without its own `hash`, in canonical JSON. */
function lineHash(line: DrillEvent & { readonly prev: string }): string {
  return hashOf(canonicalJson(line));
}

/** The same of a line as it stands in the file: over its very bytes, so that another way to write the same value is a change, too. */
export function textHash(text: string, hash: string): string {
  return hashOf(text.replace(`"hash":${JSON.stringify(hash)},`, ''));
}

function hashOf(text: string): string {
  return digestOf(`drillbook-journal-v1\n${text}`);
}

/** What a program printed may have been cut in the middle of a character. */
function wellFormedBody<T>(value: T): T {
  if (typeof value === 'string') return wellFormed(value) as T;
  if (Array.isArray(value)) return value.map(wellFormedBody) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [wellFormed(key), wellFormedBody(member as unknown)])) as T;
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
