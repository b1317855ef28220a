import { canonicalJson } from '../support/canonical-json.ts';
import { recordPath, recordSchema } from './record.ts';
import type { RunRecord } from './record.ts';
import type { Kept, Store } from './store.ts';

export interface Register {
  /** In the order in which runs were opened. */
  readonly records: readonly RunRecord[];
  /** What is kept and is no record: something else has written there. */
  readonly unreadable: readonly { readonly name: string; readonly why: string }[];
}

/**
 * All that a store keeps, in order.
 * @throws {HarnessError} `register` when the store cannot be reached.
 */
export async function readRegister(store: Store): Promise<Register> {
  const records = new Map<string, RunRecord>();
  const unreadable: { name: string; why: string }[] = [];
  for (const kept of await store.list()) {
    const { record, why } = parsed(kept);
    if (record === undefined) unreadable.push({ name: kept.name, why });
    else if (records.has(record.run)) unreadable.push({ name: kept.name, why: `it is a second record of run ${record.run}` });
    else records.set(record.run, record);
  }
  return { records: inOrder([...records.values()]), unreadable };
}

/** Clocks of machines differ and are set back: what a run saw of those before it tells the order, and only then its clock. */
export function inOrder(records: readonly RunRecord[]): readonly RunRecord[] {
  return [...records].sort((a, b) => a.position - b.position || compare(a.openedAt, b.openedAt) || compare(a.run, b.run));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function parsed({ name, text }: Kept): { readonly record?: RunRecord; readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
    canonicalJson(value);
  } catch {
    return { why: 'it is no JSON' };
  }
  // A member that stands twice would be read as one thing here and as another elsewhere.
  if (![JSON.stringify(value), `${JSON.stringify(value, undefined, 1)}\n`].includes(text))
    return { why: 'it is not written as drillbook writes it' };
  const { data, error } = recordSchema.safeParse(value);
  const issue = error?.issues[0];
  if (data === undefined) return { why: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? ''}` };
  if (recordPath(data) !== name) return { why: `it is the record of run ${data.run}` };
  return { record: data, why: '' };
}
