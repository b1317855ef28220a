import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DrillEvent } from '../model/event.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { HarnessError } from '../support/harness-error.ts';
import { textHash } from './journal.ts';
import type { JournalLine } from './journal.ts';
import { withLongOutput } from './outputs.ts';
import type { MissingOutput } from './outputs.ts';

/** What stands in a journal file, and whether its chain of digests is whole. */
export interface ReadJournal {
  readonly events: readonly DrillEvent[];
  /** Digest that the first line names as the one before it. */
  readonly genesis: string;
  /** Digest of the last line; with the number of lines it pins the whole journal. */
  readonly head: string;
  /** The first line (from 1) that does not follow from the one before, and why. */
  readonly broken?: { readonly line: number; readonly why: string };
  /** Outputs that the journal names and that are not in the folder as they were. */
  readonly missing: readonly (MissingOutput & { readonly line: number })[];
  /** Whether the last line has an end: else its writer was killed. */
  readonly ended: boolean;
  /** The first line (from 1) that is not in canonical form; only looked for when asked. */
  readonly odd?: number;
}

/**
 * Reads a journal back; `file` is relative to the evidence folder. A last line without an end (the writer was killed) is left out.
 * @throws {HarnessError} `not-a-journal` when a line is not one of a journal.
 */
export function readJournal(
  evidence: string,
  relative: string,
  {
    checkForm = false,
    bytes,
  }: { readonly checkForm?: boolean; /** Its content, where somebody has read it already. */ readonly bytes?: Buffer } = {},
): ReadJournal {
  const file = join(evidence, relative);
  const texts = (bytes ?? readFileSync(file)).toString('utf8').split('\n');
  const ended = texts.pop() === '';
  const missing: ReadJournal['missing'][number][] = [];
  const events: DrillEvent[] = [];
  let genesis = '';
  let head = '';
  let broken: ReadJournal['broken'];
  let odd: number | undefined;
  for (const [index, text] of texts.entries()) {
    const line = parseLine(file, index + 1, text);
    const { hash, ...rest } = line;
    // The short way first: it differs only in the order of members whose names look like numbers.
    if (checkForm && odd === undefined && JSON.stringify(line) !== text && canonicalJson(line) !== text) odd = index + 1;
    if (index === 0) genesis = head = rest.prev;
    if (rest.seq !== index) broken ??= { line: index + 1, why: `unexpected seq ${rest.seq}, expected ${index}` };
    else if (rest.prev !== head) broken ??= { line: index + 1, why: 'it does not follow from the line before' };
    else if (textHash(text, hash) !== hash) broken ??= { line: index + 1, why: 'its text is not what its digest says' };
    head = hash;
    const { prev: _prev, ...event } = rest;
    events.push(withLongOutput(event as DrillEvent, evidence, one => missing.push({ ...one, line: index + 1 })));
  }
  return {
    events,
    genesis,
    head,
    missing,
    ended,
    ...(broken === undefined ? {} : { broken }),
    ...(odd === undefined ? {} : { odd }),
  };
}

function parseLine(file: string, line: number, text: string): JournalLine {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && 'seq' in value && 'type' in value && 'hash' in value && 'prev' in value)
      return value as JournalLine;
  } catch {
    // Said below, with the place.
  }
  throw new HarnessError(
    'not-a-journal',
    `unexpected text at ${file}:${line}:1, expected one line of a journal`,
    'Give the folder that a drill left below .drillbook/runs.',
  );
}
