import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { notInjected, prove } from '../proof.ts';
import { backupFile, takeAway } from './backup-file.ts';
import { withoutEffect } from './harm-content.ts';
import { checkWhere, named, where, type Where } from './settings.ts';

/** Takes a backup away, as a clean-up does, or a job that never ran. */
export const backupMissing = defineFault<Where>({
  kind: 'backup.missing',
  about: 'A backup is not there.',
  symptom: 'Users notice nothing until somebody restores, and finds no file.',
  example: { path: '/backups/db.dump' },
  settings: z.strictObject({ ...where, path: where.path.describe('Path of the backup; a folder goes with all that is in it') }) as never,
  needs: [],
  persistence: 'damage',
  summarize: settings => `the backup ${named(settings)} was taken away`,
  target: ({ on }) => on,
  check: checkWhere,
  async inject(place, { stack, signal }) {
    const file = backupFile(stack, place.on, place.path);
    const isThere = async (limit: AbortSignal): Promise<boolean> =>
      (await file.sh('[ ! -e "$1" ] && [ ! -L "$1" ] || echo there', [], limit)) !== '';
    try {
      if (!(await isThere(signal))) return withoutEffect(`there was no ${file.named} before`);
      const kept = await takeAway(file);
      return {
        proveEffect: () =>
          prove(file.named, signal, async limit => {
            const there = await isThere(limit);
            return { held: !there, proof: `${file.named} is ${there ? 'there' : 'not there (ENOENT)'}` };
          }),
        undo: () => kept.putBack(undefined),
      };
    } catch (thrown) {
      throw notInjected(
        `the backup ${named(place)} could not be taken away`,
        thrown,
        'Name a file or a folder that can be moved; where a volume is mounted, what is in it.',
      );
    }
  },
});
