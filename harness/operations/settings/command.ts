import { z } from 'zod';

const full = z.strictObject({
  run: z.string().min(1).describe('Lines for bash'),
  on: z.string().optional().describe('Service to run them in; else the bastion'),
});

/** A line for bash, or the long form. */
export const commandSettings = z.preprocess(value => (typeof value === 'string' ? { run: value } : value), full);
export type CommandSettings = z.output<typeof full>;
