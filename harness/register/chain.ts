import type { Register } from './read-register.ts';
import { openingDigest, recordDigest } from './record.ts';
import type { RecordLink, RunRecord } from './record.ts';

/** Something that does not fit: in plain words, with the runs that it is about. */
export interface Gap {
  readonly kind: 'dropped' | 'changed' | 'added' | 'unreadable';
  /** The run that is missing or changed, where its name is known; of what cannot be read, its name in the store. */
  readonly run: string;
  readonly message: string;
}

/**
 * What the next run is to know of those before it: every run that no other knows yet, and every end that none has seen. Runs that begin
 * at the same time do not know of each other; the next one knows both, so that neither can be dropped unseen.
 */
export function nextLinks(records: readonly RunRecord[]): readonly RecordLink[] {
  const opened = new Set<string>();
  const closed = new Set<string>();
  for (const { previous } of records)
    for (const { run, closed: end } of previous) {
      opened.add(run);
      if (end !== undefined) closed.add(run);
    }
  return records
    .filter(record => !opened.has(record.run) || (record.state !== 'open' && !closed.has(record.run)))
    .map(record => ({
      run: record.run,
      opened: openingDigest(record),
      ...(record.state === 'open' ? {} : { closed: recordDigest(record) }),
    }));
}

/**
 * What is missing or was changed, as far as later runs tell: a run that is known and not kept, and one that is not what it was. That the
 * latest ones are missing only their own evidence shows, which names the run before it.
 */
export function gapsOf({ records, unreadable }: Register): readonly Gap[] {
  const kept = new Map(records.map(record => [record.run, record]));
  const gaps = new Map<string, Gap>();
  const add = (gap: Gap): void => {
    if (!gaps.has(`${gap.kind} ${gap.run}`)) gaps.set(`${gap.kind} ${gap.run}`, gap);
  };
  for (const { name, why } of unreadable)
    add({ kind: 'unreadable', run: name, message: `unexpected content of ${name}, expected the record of a run: ${why}` });
  for (const { run: later, position, previous } of records) {
    if (position > 1 && previous.length === 0)
      add({ kind: 'changed', run: later, message: `run ${later} was changed: it was not the first, and knows of none before it` });
    for (const { run, opened, closed } of previous) {
      const record = kept.get(run);
      if (record === undefined) add({ kind: 'dropped', run, message: `run ${run} is missing: ${later}, opened after it, knows of it` });
      else if (openingDigest(record) !== opened)
        add({ kind: 'changed', run, message: `run ${run} was changed: how it began is not what ${later}, opened after it, saw` });
      else if (closed !== undefined && recordDigest(record) !== closed)
        add({ kind: 'changed', run, message: `run ${run} was changed: how it ended is not what ${later}, opened after it, saw` });
    }
  }
  const dropped = [...gaps.values()].filter(({ kind }) => kind === 'dropped').length;
  const holes = holesIn(records, dropped);
  // One that is missing may have named it.
  if (dropped === 0 && holes.length === 0)
    for (const run of unseenIn(records))
      add({
        kind: 'added',
        run,
        message: `run ${run} was added afterwards, or put in another place: no run that was opened after it knows of it`,
      });
  return [...gaps.values(), ...holes];
}

/**
 * Every run is named by the first that sees it, which is the next one, or the one after that where two began at the same time. Who is
 * named by none of so many was not there then.
 */
function unseenIn(records: readonly RunRecord[]): readonly string[] {
  const named = new Set(records.flatMap(({ previous }) => previous.map(({ run }) => run)));
  const last = records.at(-1)?.position ?? 0;
  return records.filter(({ run, position }) => !named.has(run) && position + 2 <= last).map(({ run }) => run);
}

/** Of several runs in a row that were dropped only the last one is known by name; the others leave their positions empty. */
function holesIn(records: readonly RunRecord[], named: number): readonly Gap[] {
  const held = new Set(records.map(({ position }) => position));
  const empty = Array.from({ length: records.at(-1)?.position ?? 0 }, (_, index) => index + 1).filter(position => !held.has(position));
  if (empty.length <= named) return [];
  const places = `${empty.length === 1 ? 'position' : 'positions'} ${empty.slice(0, 10).join(', ')}${empty.length > 10 ? ' …' : ''}`;
  return [
    {
      kind: 'dropped',
      run: '',
      message: `at least ${empty.length} ${empty.length === 1 ? 'run is' : 'runs are'} missing: nobody holds ${places}`,
    },
  ];
}
