import type { InputPart } from '../planning/input-parts.ts';

/** More of them help nobody; how many there are is told. */
const mostTold = 12;

/** What differs between two versions of a scenario's inputs, each in a few words that name the part and its place. */
export function explainChange(before: readonly InputPart[], after: readonly InputPart[]): readonly string[] {
  const [old, now] = [byKey(before), byKey(after)];
  const changed = [...now.values()].filter(one => old.get(one.key)?.value !== one.value);
  const removed = before.filter(({ key }) => !now.has(key));
  const differ = [...changed, ...removed];
  const isTold = ({ textOf, key }: InputPart): boolean =>
    textOf === undefined || !differ.some(other => other.key !== key && other.textOf !== textOf && other.key.startsWith(textOf));
  const files = differ.filter(({ key }) => key.startsWith('source:')).map(({ what }) => what);
  const where = (key: string): string => (key.startsWith('stack:') && files.length > 0 ? ` (${files.join(', ')})` : '');
  const told = [
    ...changed.filter(isTold).map(one => `${sentence(old.get(one.key), one)}${where(one.key)}`),
    ...removed.filter(isTold).map(({ what, key }) => `${what} was removed${where(key)}`),
  ];
  return told.length <= mostTold ? told : [...told.slice(0, mostTold), `and ${told.length - mostTold} more`];
}

function sentence(before: InputPart | undefined, { what, shown }: InputPart): string {
  if (before === undefined) return shown === undefined ? `${what} is new` : `${what} is new: ${shown}`;
  return shown === undefined || before.shown === undefined ? `${what} changed` : `${what}: ${before.shown} → ${shown}`;
}

function byKey(parts: readonly InputPart[]): ReadonlyMap<string, InputPart> {
  return new Map(parts.map(part => [part.key, part]));
}
