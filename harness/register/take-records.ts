import { readRegister } from './read-register.ts';
import { openingDigest, recordDigest } from './record.ts';
import type { RunRecord } from './record.ts';
import type { Store } from './store.ts';

export interface Taken {
  /** Runs that are now kept, or now kept with how they ended. */
  readonly taken: readonly string[];
  /** Runs that were not, and why: what is kept is never replaced by something else. */
  readonly refused: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Adds the runs of one store to another that does not have them, and to those that were open there how they ended. For runs that were
 * drilled where the register itself could not be written: a job of a CI system without the right to push.
 * @throws {HarnessError} `register` when a store cannot be reached.
 */
export async function takeRecords(from: Store, into: Store): Promise<Taken> {
  const { records, unreadable } = await readRegister(from);
  const kept = new Map((await readRegister(into)).records.map(record => [record.run, record]));
  const taken: string[] = [];
  const refused: { name: string; why: string }[] = [...unreadable];
  for (const record of records) {
    const before = kept.get(record.run);
    if (before !== undefined && (recordDigest(before) === recordDigest(record) || isLater(before, record))) continue;
    if (before !== undefined && !isLater(record, before))
      refused.push({ name: record.run, why: 'it is kept already, and says something else' });
    else {
      await into.put(record);
      taken.push(record.run);
    }
  }
  return { taken, refused };
}

/** Whether this is the same run, after it had ended. */
function isLater(record: RunRecord, before: RunRecord): boolean {
  return before.state === 'open' && record.state !== 'open' && openingDigest(record) === openingDigest(before);
}
