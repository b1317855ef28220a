import { z } from 'zod';
import { parseDuration, showDuration } from '../../support/duration.ts';
import { durationText } from '../yaml/duration-text.ts';

/** A time that the drill does not wait for as long as production does. */
export const scaledSchema = z
  .strictObject({
    what: z.string().trim().min(1, 'expected some words').describe('The time, such as "a session counts as idle after"'),
    production: durationText.describe('How long it is in production'),
    here: durationText.describe('How long it is in the drill'),
  })
  .refine(({ production, here }) => (parseDuration(here) ?? 0) > 0 && (parseDuration(production) ?? 0) > (parseDuration(here) ?? 0), {
    error: 'expected `here` above zero and shorter than `production`',
  });

/** One line for reports: `times are scaled 1:60: a log is rotated after 1 min 0 s in production, 1.0 s here`. */
export function scaledText({ what, production, here }: z.output<typeof scaledSchema>): string {
  const [long, short] = [parseDuration(production) ?? 0, parseDuration(here) ?? 0];
  return `time is scaled 1:${Number((long / short).toPrecision(2))}: ${what} ${showDuration(long)} in production, ${showDuration(short)} here`;
}
