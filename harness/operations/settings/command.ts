import { z } from 'zod';

const full = z.strictObject({
  run: z.string().min(1),
  /** Service to run in; else the bastion. */
  on: z.string().optional(),
});

/** A line for bash, or the long form. */
export const commandSettings = z.preprocess(value => (typeof value === 'string' ? { run: value } : value), full);
export type CommandSettings = z.output<typeof full>;
