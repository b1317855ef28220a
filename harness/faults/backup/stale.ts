import { z } from 'zod';
import { parseDuration, showDuration } from '../../support/duration.ts';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { backupFile, fingerprint, keepCopy, printSum, readSum, type Fingerprint } from './backup-file.ts';
import { withoutEffect } from './harm-content.ts';
import { checkWhere, named, where, type Where } from './settings.ts';

const dayMs = 86_400_000;
const mostMs = 3650 * dayMs;
const age = z
  .string()
  .transform(text => parseDuration(text) ?? 0)
  .refine(ms => ms >= 60_000 && ms <= mostMs, { error: 'expected an age from 1m to 3650d, such as 30d' });

/** Leaves an old backup in place of the latest one, as a job does that fails quietly since. */
export const backupStale = defineFault<Where & { age: number; from?: string | undefined }>({
  kind: 'backup.stale',
  about: 'The latest backup is an old one.',
  symptom:
    'Users notice nothing until somebody restores, and what was written since is missing; the file is there and whole, only its time tells.',
  example: { path: '/backups/db.dump', age: '30d', from: '/backups/archive/db.dump' },
  settings: z.strictObject({
    ...where,
    age: age.default(30 * dayMs).describe('How long ago it was last made, such as `30d`'),
    from: where.path.optional().describe('An older backup in the same place, whose content it gets; without one only its time changes'),
  }) as never,
  needs: [],
  persistence: 'damage',
  summarize: settings => `the backup ${named(settings)} was ${showDuration(settings.age)} old`,
  target: ({ on }) => on,
  check: checkWhere,
  async inject({ age: ageMs, from, ...place }, { stack, signal }) {
    const file = backupFile(stack, place.on, place.path);
    try {
      // By the clock of where it lies.
      const [clock, sum] = (await file.sh(`date +%s; ${printSum}`, [], signal)).split('\n');
      const before = readSum(file, sum);
      if (before === undefined) return withoutEffect(`there is no file ${file.named}`);
      const madeMs = Number(clock) * 1000 - ageMs;
      // POSIX has no other way to ask for a file's time than to compare it with another one's.
      const isOld = async (limit: AbortSignal): Promise<boolean> =>
        (await file.sh(
          'r=$(mktemp) && TZ=UTC0 touch -t "$2" "$r" && find -H "$1" -prune ! -newer "$r"; rm -f "$r"',
          [stamp(madeMs + 1000)],
          limit,
        )) !== '';
      if (from === undefined && (await isOld(signal))) return withoutEffect(`${file.named} was older before already`);
      const kept = await keepCopy(file);
      let after: Fingerprint | undefined;
      try {
        const change = `${from === undefined ? '' : 'f=$(mktemp) && cat < "$3" > "$f" && cat < "$f" > "$1" && rm -f "$f" && '}TZ=UTC0 touch -t "$2" "$1" || exit 1`;
        after = readSum(file, await file.sh(`${change}\n${printSum}`, [stamp(madeMs), from ?? ''], signal));
      } catch (thrown) {
        await file.sh('cp -p -- "$2" "$1"', [kept.copy]).catch(() => {});
        await kept.drop().catch(() => {});
        throw thrown;
      }
      return {
        proveEffect: () =>
          prove(file.named, signal, async limit => {
            const now = await fingerprint(file, limit);
            if (now === undefined) return { held: false, proof: `${file.named} is gone: the old backup is no longer there` };
            if (now.content !== after?.content) return { held: false, proof: `${file.named} has another content now` };
            if (from !== undefined && now.content === before.content)
              return { held: false, proof: `${file.named} holds what it held before: ${from} is the same` };
            const old = await isOld(limit);
            return {
              held: old,
              proof: `${file.named} was last made ${old ? `before ${new Date(madeMs + 1000).toISOString()}` : 'later than its age says'}${from === undefined ? '' : `, and holds what ${from} held`}`,
            };
          }),
        undo: () => kept.putBack(after?.content),
      };
    } catch (thrown) {
      throw notInjected(
        `the backup ${named(place)} could not be made an old one`,
        thrown,
        'Look whether it, and what `from` names, are there and can be read.',
      );
    }
  },
});

/** As touch(1) wants it: CCYYMMDDhhmm.SS, in UTC. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:T]/g, '').slice(0, 14).replace(/(..)$/, '.$1');
}
