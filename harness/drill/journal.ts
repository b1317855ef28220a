import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import type { DrillEvent, EventBody, Phase } from '../model/event.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { monotonic } from '../support/clock.ts';
import type { Clock } from '../support/clock.ts';
import { digestOf } from '../support/digest.ts';
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

/** One line of a journal file: the event, the digest of the line before, and its own. */
export type JournalLine = DrillEvent & { readonly prev: string; readonly hash: string };

export interface JournalOptions {
  readonly file: string;
  readonly redaction: Redaction;
  /** Digest that the first line names as the one before: the run's header, so that a journal cannot be moved to another run. */
  readonly genesis: string;
  readonly clock?: Clock;
  readonly onEvent?: (event: DrillEvent) => void;
}

/** Opens a new journal file; refuses to touch one that exists. */
export function openJournal({ file, redaction, genesis, clock = monotonic, onEvent }: JournalOptions): Journal {
  const descriptor = openSync(file, 'ax', 0o644);
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
      const event: DrillEvent = { seq: events.length, atMs: Math.floor(clock.now() - began), phase, ...redaction.value(body) };
      if (closed) return event;
      const hash = lineHash({ ...event, prev });
      writeAll(descriptor, `${JSON.stringify({ ...event, prev, hash })}\n`);
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

/** Digest of a line without its own `hash`. */
export function lineHash(line: DrillEvent & { readonly prev: string }): string {
  return digestOf(`drillbook-journal-v1\n${canonicalJson(line)}`);
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}
