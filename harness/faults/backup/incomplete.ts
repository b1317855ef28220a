import { z } from 'zod';
import { defineFault } from '../fault.ts';
import { notInjected } from '../proof.ts';
import { harmContent } from './harm-content.ts';
import { checkWhere, named, where, type Where } from './settings.ts';

const lose = z
  .string()
  .regex(/^(100|[1-9]\d?)%$/, 'expected a part from 1% to 100%, such as 50%')
  .transform(text => Number(text.replace('%', '')));

/** Cuts rows out of a plain dump, as a dump does that skips what it cannot read: it restores without an error. */
export const backupIncomplete = defineFault<Where & { lose: number; table?: string | undefined }>({
  kind: 'backup.incomplete',
  about: 'A backup lacks rows, and is otherwise whole.',
  symptom:
    'Users notice nothing until somebody restores, and then rows are missing: psql restores it with status 0, even where it stops at errors.',
  example: { path: '/backups/db.sql', lose: '50%', table: 'messages' },
  settings: z.strictObject({
    ...where,
    path: where.path.describe('Path of the backup: a plain dump of pg_dump (COPY), also compressed with gzip'),
    lose: lose.default(50).describe("Rows of each table that it lacks, from the table's end, such as `50%`"),
    table: z.string().min(1).optional().describe('Only of this table, as the dump names it, with or without its schema; else of all'),
  }) as never,
  needs: [],
  persistence: 'damage',
  summarize: settings => `the backup ${named(settings)} lost ${settings.lose} % of its rows`,
  target: ({ on }) => on,
  check: checkWhere,
  async inject({ lose: percent, table = '', ...place }, context) {
    try {
      return await harmContent(place, { script: cut, words: [String(percent), table], how: `lacks ${percent} % of its rows` }, context);
    } catch (thrown) {
      throw notInjected(`no rows could be cut out of the backup ${named(place)}`, thrown, 'Look whether it can be read and written there.');
    }
  },
});

/** Reads it twice, to know how many rows each table has. The table's name comes by the environment, where a backslash is one. */
const program = `
  FNR == 1 { pass++; block = 0; inside = 0 }
  inside && $0 == "\\\\." { inside = 0 }
  inside && pass == 1 { if (mine) total[block]++; next }
  inside { if (mine && ++row > total[block] - int((total[block] * lose + 99) / 100)) { gone++; next } }
  !inside && /^COPY .* FROM stdin;$/ {
    inside = 1; block++; row = 0
    name = substr($0, 6); sub(/ (\\(.*\\) )?FROM stdin;$/, "", name)
    wanted = ENVIRON["wanted"]; tail = "." wanted
    mine = wanted == "" || name == wanted || (length(name) > length(tail) && substr(name, length(name) - length(tail) + 1) == tail)
  }
  pass == 2 { print }
  END { exit gone ? 0 : 9 }`;

/** Where no row goes the bytes stay as they were. */
const cut = `
  z=cat; w=$(mktemp) && c=$(mktemp) || exit 1
  if gzip -t < "$1" 2> /dev/null; then z='gzip -c'; gzip -dc < "$1" > "$w"; else cat < "$1" > "$w"; fi
  wanted="$3" LC_ALL=C awk -v lose="$2" '${program}' "$w" "$w" > "$c"
  e=$?
  case $e in 0) $z < "$c" ;; 9) cat < "$1" ;; *) rm -f "$w" "$c"; exit $e ;; esac
  rm -f "$w" "$c"`;
