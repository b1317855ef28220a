import { cleanLine } from '../clean-text.ts';
import { columnsOf, fitLine } from '../fit-line.ts';

/**
 * A short name for each scenario's id, which is a path: as many of its last parts as tell it from all others. One that is still too
 * long loses its middle; where that makes two of them look the same, each gets a number.
 */
export function shortNames(ids: readonly string[], columns: number): ReadonlyMap<string, string> {
  const count = new Map<string, number>();
  const tails = new Map(ids.map(id => [id, tailsOf(id)]));
  for (const all of tails.values()) for (const tail of all) count.set(tail, (count.get(tail) ?? 0) + 1);
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const [id, all] of tails) {
    const whole = cleanLine(all.find(tail => count.get(tail) === 1) ?? id);
    let name = withoutMiddle(whole, columns);
    for (let number = 2; taken.has(name); number++) name = `${withoutMiddle(whole, columns - String(number).length - 1)}#${number}`;
    taken.add(name);
    names.set(id, name);
  }
  return names;
}

/** `c`, `b/c`, `a/b/c`. */
function tailsOf(id: string): readonly string[] {
  const parts = id.split('/');
  return parts.map((_part, index) => parts.slice(parts.length - 1 - index).join('/'));
}

function withoutMiddle(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  const half = Math.max(1, Math.floor((columns - 1) / 2));
  const characters = Array.from(text);
  return `${fitLine(text, Math.max(2, columns - half))}${fitLine(characters.slice(-half).join(''), half, '')}`;
}
