import { z } from 'zod';
import { parseDuration } from '../support/duration.ts';

/** A duration with a unit, within bounds, as milliseconds. */
export function durationSetting({ least, most, such }: { readonly least: string; readonly most: string; readonly such: string }) {
  const [from, to] = [parseDuration(least) ?? 0, parseDuration(most) ?? 0];
  return z
    .string()
    .transform(text => parseDuration(text) ?? -1)
    .refine(ms => ms >= from && ms <= to, { error: `expected a duration from ${least} up to ${most}, such as ${such}` });
}
