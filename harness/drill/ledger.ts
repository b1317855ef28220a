import type { LedgerReading } from '../model/event.ts';
import type { Answer } from '../model/operation.ts';
import type { SentWrite } from './load.ts';

/** Compares what is present, and what was executed where that is read, with what was sent. Ids that are not of this trial (history, canaries) do not count. */
export function countLedger(writes: readonly SentWrite[], present: readonly string[], executed?: readonly string[]): LedgerReading {
  const times = timesOf(present);
  const runs = executed === undefined ? undefined : timesOf(executed);
  const ids = (outcome: SentWrite['outcome']): readonly string[] =>
    writes.filter(write => write.outcome === outcome).map(write => write.id);
  const [acknowledged, indeterminate, refused] = [ids('acknowledged'), ids('indeterminate'), ids('refused')];
  return {
    present: writes.filter(write => times.has(write.id)).length,
    acknowledged: acknowledged.length,
    indeterminate: indeterminate.length,
    refused: refused.length,
    lost: acknowledged.filter(id => !times.has(id)),
    duplicated: writes.filter(write => (times.get(write.id) ?? 0) > 1).map(write => write.id),
    resurrected: refused.filter(id => times.has(id)),
    ...(runs === undefined
      ? {}
      : {
          jobs: {
            neverExecuted: acknowledged.filter(id => !runs.has(id)),
            executedTwice: writes.filter(write => (runs.get(write.id) ?? 0) > 1).map(write => write.id),
          },
        }),
  };
}

function timesOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

/** The ids in an answer: the first column of rows, the members of a JSON array (or their `id`), else one per line. Undefined when it is no list. */
export function idsIn(answer: Answer): readonly string[] | undefined {
  if (!answer.answered || answer.error !== undefined) return undefined;
  if (answer.status !== undefined && (answer.status < 200 || answer.status > 299)) return undefined;
  if (answer.exit !== undefined && answer.exit !== 0) return undefined;
  if (answer.rows !== undefined) return answer.rows.map(row => String(Object.values(row)[0]));
  const list = listIn(answer.text);
  return (
    list ??
    answer.text
      .split('\n')
      .map(line => line.trim())
      .filter(line => line !== '')
  );
}

function listIn(text: string): readonly string[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const list = Array.isArray(value) ? value : Object.values(value as object).find(member => Array.isArray(member));
    return list === undefined ? undefined : (list as readonly unknown[]).map(idOf);
  } catch {
    return undefined;
  }
}

function idOf(member: unknown): string {
  if (typeof member !== 'object' || member === null) return String(member);
  return String('id' in member ? member.id : Object.values(member)[0]);
}
