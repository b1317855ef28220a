/** More values than any file that a person wrote. */
const limit = 200_000;

/** Whether aliases make a small document endless, or as good as endless, once each is written out. */
export function expandsTooFar(value: unknown): boolean {
  const sizes = new Map<object, number>();
  const sizeOf = (inner: unknown): number => {
    if (inner === null || typeof inner !== 'object') return 1;
    const known = sizes.get(inner);
    if (known !== undefined) return known;
    // Met again before its size is known: it holds itself.
    sizes.set(inner, Infinity);
    const size = Object.values(inner).reduce<number>((sum, member) => sum + sizeOf(member), 1);
    sizes.set(inner, size);
    return size;
  };
  return sizeOf(value) > limit;
}
