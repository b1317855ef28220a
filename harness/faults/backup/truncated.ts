import { z } from 'zod';
import { parseSize } from '../../support/size.ts';
import { defineFault } from '../fault.ts';
import { notInjected } from '../proof.ts';
import { harmContent } from './harm-content.ts';
import { checkWhere, named, where, type Where } from './settings.ts';

const keep = z
  .union([z.int().min(0), z.string()])
  .transform(value => String(value))
  .refine(text => percentOf(text) !== undefined || parseSize(text) !== undefined, {
    error: 'expected a part such as 50%, or a size such as 64k',
  });

/** Cuts a backup off, as a full disk or a broken connection does when it is made. */
export const backupTruncated = defineFault<Where & { keep: string }>({
  kind: 'backup.truncated',
  about: 'A backup is cut off.',
  symptom:
    'Users notice nothing until somebody restores: the file is there, with its old time; `pg_restore --list` ends with 0, and so does `psql` with a plain dump, unless it stops at errors.',
  example: { path: '/backups/db.dump', keep: '50%' },
  settings: z.strictObject({ ...where, keep: keep.default('50%').describe('What is left of it, such as `50%` or `64k`') }) as never,
  needs: [],
  persistence: 'damage',
  summarize: settings => `the backup ${named(settings)} was cut off`,
  target: ({ on }) => on,
  check: checkWhere,
  async inject({ keep: left, ...place }, context) {
    const percent = percentOf(left);
    try {
      return await harmContent(
        place,
        {
          script: percent === undefined ? 'head -c "$2" < "$1"' : 'head -c $(( $(wc -c < "$1") * $2 / 100 )) < "$1"',
          words: [String(percent ?? parseSize(left) ?? 0)],
          how: 'was cut off',
          harmless: complete,
        },
        context,
      );
    } catch (thrown) {
      throw notInjected(`the backup ${named(place)} could not be cut off`, thrown, 'Look whether it can be read and written there.');
    }
  },
});

/** An archive that is read to its end; or a plain dump with its last line (it is followed by few others). */
const complete = `case "$(head -c 5 < "$1" | tr -d '\\000')" in
PGDMP) command -v pg_restore > /dev/null && pg_restore -f /dev/null "$1" > /dev/null 2>&1 ;;
*) tail -n 10 "$1" | grep -aqi -e 'dump complete' ;;
esac`;

function percentOf(text: string): number | undefined {
  const percent = /^(\d{1,3})%$/.exec(text.trim())?.[1];
  return percent === undefined || Number(percent) > 100 ? undefined : Number(percent);
}
