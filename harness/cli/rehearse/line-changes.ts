/** Lines that take the place of others: `remove` of the old ones from `at` (from 0) on. */
export interface Change {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly string[];
}

/** Beyond this many lines the middle is replaced as a whole: a smaller patch is not worth minutes of looking for it. */
const mostLines = 2_000;

/** The smallest set of changes that turns one list of lines into another: by their longest common subsequence, in order. */
export function lineChanges(before: readonly string[], after: readonly string[]): readonly Change[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const old = before.slice(head, before.length - tail);
  const fresh = after.slice(head, after.length - tail);
  if (old.length === 0 && fresh.length === 0) return [];
  if (old.length > mostLines || fresh.length > mostLines) return [{ at: head, remove: old.length, insert: fresh }];
  const common = lengths(old, fresh);
  const changes: { at: number; remove: number; insert: string[] }[] = [];
  let [one, other] = [0, 0];
  const open = (): { at: number; remove: number; insert: string[] } => {
    const last = changes.at(-1);
    if (last !== undefined && last.at + last.remove === head + one) return last;
    const next = { at: head + one, remove: 0, insert: [] };
    changes.push(next);
    return next;
  };
  while (one < old.length || other < fresh.length) {
    if (one < old.length && other < fresh.length && old[one] === fresh[other]) [one, other] = [one + 1, other + 1];
    else if (one < old.length && (other === fresh.length || at(common, one + 1, other) >= at(common, one, other + 1))) {
      const change = open();
      change.remove++;
      one++;
    } else {
      open().insert.push(fresh[other] ?? '');
      other++;
    }
  }
  return changes;
}

/** Length of the longest common subsequence of what stands from each pair of places on. */
function lengths(old: readonly string[], fresh: readonly string[]): readonly (readonly number[])[] {
  const table: number[][] = Array.from({ length: old.length + 1 }, () => Array.from({ length: fresh.length + 1 }, () => 0));
  for (let one = old.length - 1; one >= 0; one--)
    for (let other = fresh.length - 1; other >= 0; other--) {
      const row = table[one];
      if (row !== undefined)
        row[other] =
          old[one] === fresh[other] ? at(table, one + 1, other + 1) + 1 : Math.max(at(table, one + 1, other), at(table, one, other + 1));
    }
  return table;
}

function at(table: readonly (readonly number[])[], one: number, other: number): number {
  return table[one]?.[other] ?? 0;
}
