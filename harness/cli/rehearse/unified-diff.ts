import type { Change } from './line-changes.ts';

const context = 3;

/** Changes of a file as `git apply` and `patch -p1` take them (POSIX diff, "Diff -u Output Format"). Empty when there are none. */
export function unifiedDiff(path: string, text: string, changes: readonly Change[]): string {
  if (changes.length === 0) return '';
  const lines = text.split('\n');
  // What comes after the last line break is a line without an end, or none.
  const open = lines.at(-1) === '' ? lines.pop() === undefined : true;
  const show = (sign: string, line: string, isLast: boolean): string =>
    `${sign}${line}\n${isLast && open ? '\\ No newline at end of file\n' : ''}`;
  // git reads a name with blanks to its end where a tab stands behind it.
  const name = /\s/.test(path) ? `${path}\t` : path;
  let offset = 0;
  const hunks = grouped(changes).map(group => {
    const [first] = group;
    const last = group.at(-1);
    const from = Math.max(0, (first?.at ?? 0) - context);
    const to = Math.min(lines.length, (last === undefined ? 0 : last.at + last.remove) + context);
    const added = group.reduce((sum, { insert }) => sum + insert.length, 0);
    const removed = group.reduce((sum, { remove }) => sum + remove, 0);
    const body: string[] = [];
    let place = from;
    const keep = (until: number): void => {
      for (; place < until; place++) body.push(show(' ', lines[place] ?? '', place === lines.length - 1));
    };
    for (const { at, remove, insert } of group) {
      keep(at);
      for (; place < at + remove; place++) body.push(show('-', lines[place] ?? '', place === lines.length - 1));
      for (const [index, line] of insert.entries()) body.push(show('+', line, place >= lines.length && index === insert.length - 1));
    }
    keep(to);
    const count = to - from;
    const head = `@@ -${range(from, count)} +${range(from + offset, count + added - removed)} @@\n`;
    offset += added - removed;
    return head + body.join('');
  });
  return `--- a/${name}\n+++ b/${name}\n${hunks.join('')}`;
}

/** Changes whose surroundings touch stand in one hunk. */
function grouped(changes: readonly Change[]): readonly (readonly Change[])[] {
  const groups: Change[][] = [];
  for (const change of changes) {
    const last = groups.at(-1)?.at(-1);
    if (last !== undefined && change.at - (last.at + last.remove) <= 2 * context) groups.at(-1)?.push(change);
    else groups.push([change]);
  }
  return groups;
}

function range(from: number, count: number): string {
  return `${count === 0 ? from : from + 1},${count}`;
}
