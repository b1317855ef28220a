import { messageOf } from '../support/harness-error.ts';
import { openingDigest, recordDigest, recordPath, recordSchema } from './record.ts';
import type { RunRecord } from './record.ts';
import type { Kept, Store } from './store.ts';

/** All runs of a register, and what tells that it is not whole. */
export interface Register {
  /** In the order in which they were opened, by their place in the chain: clocks may go backwards. */
  readonly records: readonly RunRecord[];
  /** Records that are missing, were changed, or cannot be read; one sentence each. Empty: nothing shows that one was left out. */
  readonly gaps: readonly string[];
  /** What is odd and takes nothing away, such as a clock that went backwards. */
  readonly notes: readonly string[];
}

/** @throws {HarnessError} `register` when the store cannot be reached. */
export async function readRegister(store: Store): Promise<Register> {
  return registerOf(await store.list());
}

/** The same, of what was kept. */
export function registerOf(kept: readonly Kept[]): Register {
  const unreadable: string[] = [];
  const twice: string[] = [];
  const byRun = new Map<string, RunRecord>();
  for (const { name, text } of kept.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const { record, why } = parsed(text);
    if (record === undefined) unreadable.push(`${name} cannot be read as a record: ${why}.`);
    else if (byRun.has(record.run)) twice.push(`${name} is a second record of run ${record.run}.`);
    else {
      byRun.set(record.run, record);
      if (name !== recordPath(record) && name.endsWith('.json')) twice.push(`${name} holds the record of run ${record.run}, not its own.`);
    }
  }
  const records = [...byRun.values()].sort(inOrder);
  return { records, gaps: [...unreadable, ...twice, ...brokenLinks(records, byRun), ...holes(records)], notes: backwards(records, byRun) };
}

/** By place in the chain, then by time, then by name. */
function inOrder(a: RunRecord, b: RunRecord): number {
  if (a.position !== b.position) return a.position - b.position;
  const [left, right] = [`${a.openedAt} ${a.run}`, `${b.openedAt} ${b.run}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

function parsed(text: string): { readonly record?: RunRecord; readonly why: string } {
  try {
    const { data, error } = recordSchema.safeParse(JSON.parse(text));
    if (data !== undefined) return { record: data, why: '' };
    const [issue] = error.issues;
    return { why: issue === undefined ? 'not as expected' : `${issue.path.join('.') || 'its top'}: ${issue.message.split('\n')[0]}` };
  } catch (thrown) {
    return { why: messageOf(thrown).split('\n')[0] ?? '' };
  }
}

/** What later runs wrote down of earlier ones is no longer there, or no longer so. */
function brokenLinks(records: readonly RunRecord[], byRun: ReadonlyMap<string, RunRecord>): readonly string[] {
  const gaps = new Map<string, string>();
  const digests = new Map<string, { readonly opened: string; readonly closed: string }>();
  const digestsOf = (record: RunRecord): { readonly opened: string; readonly closed: string } => {
    const known = digests.get(record.run) ?? { opened: openingDigest(record), closed: recordDigest(record) };
    digests.set(record.run, known);
    return known;
  };
  for (const later of records) {
    if (later.position > 1 && later.previous.length === 0)
      gaps.set(later.run, `Run ${later.run} names no run before it, though it says that there was one.`);
    for (const { run, opened, closed } of later.previous) {
      const record = byRun.get(run);
      if (record === undefined) gaps.set(run, `Run ${run} is missing: run ${later.run} was opened after it.`);
      else if (opened !== digestsOf(record).opened || (closed !== undefined && closed !== digestsOf(record).closed))
        gaps.set(run, `The record of run ${run} was changed after run ${later.run} was opened.`);
    }
  }
  return [...gaps.values()];
}

/** Positions that nobody holds though somebody holds a later one. */
function holes(records: readonly RunRecord[]): readonly string[] {
  const found: string[] = [];
  let before = 0;
  for (const { position } of records) {
    if (position > before + 2) found.push(`No run holds the positions ${before + 1} to ${position - 1}.`);
    else if (position === before + 2) found.push(`No run holds position ${before + 1}.`);
    before = position;
  }
  return found;
}

function backwards(records: readonly RunRecord[], byRun: ReadonlyMap<string, RunRecord>): readonly string[] {
  return records.flatMap(({ run, openedAt, closedAt, previous }) => [
    ...previous.flatMap(link => {
      const before = byRun.get(link.run);
      return before === undefined || before.openedAt <= openedAt
        ? []
        : [`Run ${run} was opened after run ${link.run} and says an earlier time: a clock was wrong.`];
    }),
    ...(closedAt !== undefined && closedAt < openedAt ? [`Run ${run} says that it ended before it began: a clock was wrong.`] : []),
  ]);
}
