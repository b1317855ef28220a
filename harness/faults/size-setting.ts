import { z } from 'zod';
import { parseSize } from '../support/size.ts';

/** A size in bytes or with a unit, within bounds where there are any. */
export function sizeSetting({ least = '0', most, such }: { readonly least?: string; readonly most?: string; readonly such: string }) {
  const [from, to] = [parseSize(least) ?? 0, most === undefined ? Number.POSITIVE_INFINITY : (parseSize(most) ?? 0)];
  const bounds = `${from > 0 ? ` from ${least}` : ''}${most === undefined ? '' : ` up to ${most}`}`;
  const error = `expected a size${bounds}, such as ${such}`;
  return z
    .union([z.int({ error }).min(0, { error }), z.string()], { error })
    .transform(value => (typeof value === 'number' ? value : (parseSize(value) ?? -1)))
    .refine(bytes => Number.isInteger(bytes) && bytes >= from && bytes <= to, { error });
}
