import { z } from 'zod';

export type Pooled = 'keep' | 'end';

/** What becomes of sessions that are open already: most rules of PostgreSQL are only asked when a session begins. */
export const pooled = z
  .enum(['keep', 'end'])
  .default('keep')
  .describe('What becomes of the connections that are open already: pools keep theirs and go on, or they are ended, as after a restart');
