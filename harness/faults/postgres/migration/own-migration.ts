import type { Place } from '../sessions.ts';
import type { Migration } from './migration.ts';
import { attempt, refused } from './refused.ts';

/** The author's own statements; `breaks` is what a user does, and has to fail while the harm is there, and only then. */
export async function ownMigration(
  place: Place,
  { up, down, breaks }: { readonly up: string; readonly down: string; readonly breaks: string },
): Promise<Migration> {
  const before = await attempt(place, breaks);
  let bit = false;
  return {
    async up(session) {
      await session.query(up);
    },
    async down(session) {
      // What broke something, and breaks it no longer, was taken back already.
      if (!bit || (await refused({ ...place, signal: AbortSignal.timeout(10_000) }, breaks)).held) await session.query(down);
    },
    async prove(there) {
      if (before.state !== undefined) return { held: false, proof: `before the migration already, ${before.text}` };
      const now = await refused(there, breaks);
      bit ||= now.held;
      return now;
    },
  };
}
