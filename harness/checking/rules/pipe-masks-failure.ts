import type { Report, Rule } from '../rule.ts';
import { unsafeDumps } from '../shell-facts/unsafe-dumps.ts';

/**
 * A dump that fails in a pipe leaves a backup that looks like one.
 *
 * Without `pipefail` the status of `pg_dump | gzip > file` is that of gzip, which is content with nothing: 20 bytes that pass `gzip -t`. The
 * backup is green every night, and the day it is needed there is no row in it.
 *
 * It is right behind `set -o pipefail`, or where `PIPESTATUS` is asked; what is only shown (`| head`, `| grep`) is not reported. A dump in a
 * file of its own (`pg_dump -Fc -f FILE`) needs neither.
 *
 * @example Compressed, and copied elsewhere
 * ````markdown
 * ```bash
 * mysqldump --single-transaction shop | zstd > /backup/shop.sql.zst
 * docker exec shop-db pg_dump -U shop shop | aws s3 cp - s3://shop-backup/db.sql
 * ```
 * ````
 * 2:1-2:36 unexpected `mysqldump` in a pipe without `pipefail`, expected its failure to count: the status is that of `zstd`
 * 3:21-3:41 unexpected `pg_dump` in a pipe without `pipefail`, expected its failure to count: the status is that of `aws`
 *
 * @example On another machine
 * ````markdown
 * ```bash
 * ssh db-1 "pg_dumpall --clean" | gzip > all.sql.gz
 * ```
 * ````
 * 2:11-2:29 unexpected `pg_dumpall` in a pipe without `pipefail`, expected its failure to count: the status is that of `gzip`
 *
 * @example The pipe fails with it
 * ````markdown
 * ```bash
 * set -euo pipefail
 * mysqldump --single-transaction shop | zstd > /backup/shop.sql.zst
 * ```
 * ````
 * none
 *
 * @example What a script does, told as a list
 * ````markdown
 * What it does:
 *
 * 1. `pg_dump shop | gzip > /backup/shop.sql.gz`.
 * ````
 * none
 *
 * @example Each is asked, there is no pipe, or a person looks
 * ````markdown
 * ```bash
 * mysqldump shop | zstd > /backup/shop.sql.zst
 * [ "${PIPESTATUS[0]}" -eq 0 ] || exit 1
 * pg_dump -Fc -f /backup/shop.dump shop
 * pg_dump --schema-only shop | grep -A 20 'CREATE TABLE orders'
 * ```
 * ````
 * none
 */
export const pipeMasksFailure: Rule = {
  kind: 'pipe-masks-failure',
  preset: 'default',
  *check({ commands }): Iterable<Report> {
    for (const { command, last } of unsafeDumps(commands))
      yield {
        message: `unexpected \`${command.name}\` in a pipe without \`pipefail\`, expected its failure to count: the status is that of \`${last}\``,
        location: command.location,
        hint: 'Write set -o pipefail before it, or dump to a file first.',
      };
  },
};
