import { sqlLinesOf } from '../sql-facts/sql-lines.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * SQL stands in a block for the shell.
 *
 * The shell looks for a program called `UPDATE`, or stops at the first bracket: whoever pastes the block changes nothing and reads error
 * messages. Which database, which user, which host is not said either.
 *
 * Below a line that opens a client (`psql tickets`) it is what one types there, and right.
 *
 * @example A statement without a client
 * ````markdown
 * ```bash
 * # Give the tickets back
 * UPDATE tickets SET owner = NULL WHERE owner = 17;
 * ```
 * ````
 * 3:1-3:7 unexpected SQL in a block for the shell, expected its client: the shell has no program `UPDATE`
 *
 * @example Two, with brackets
 * ````markdown
 * ```bash
 * SELECT count(*) FROM tickets;
 * DELETE FROM tickets WHERE closed_at < date_trunc('year', now());
 * ```
 * ````
 * 2:1-2:7 unexpected SQL in a block for the shell, expected its client: the shell has no program `SELECT`
 *
 * @example A client, a session, a fence of its own
 * ````markdown
 * ```bash
 * psql tickets -c 'UPDATE tickets SET owner = NULL'
 * ```
 *
 * ```bash
 * psql tickets
 * SELECT count(*) FROM tickets;
 * ```
 *
 * ```sql
 * UPDATE tickets SET owner = NULL;
 * ```
 * ````
 * none
 *
 * @example Words of the shell, and programs
 * ````markdown
 * ```bash
 * select name in one two; do break; done
 * create-user --admin; update grub; delete old
 * ```
 * ````
 * none
 */
export const sqlInShellFence: Rule = {
  kind: 'sql-in-shell-fence',
  preset: 'default',
  *check(document): Iterable<Report> {
    const blocks = new Set<unknown>();
    for (const { shell, words, name } of sqlLinesOf(document)) {
      const { block } = shell;
      if (blocks.has(block)) continue;
      blocks.add(block);
      yield {
        message: `unexpected SQL in a block for the shell, expected its client: the shell has no program \`${name}\``,
        location: words[0]?.location ?? shell.locate(0, 0),
        hint: 'Hand it to the client (psql "$DATABASE_URL" -c \'…\'), or let the fence begin with ```sql.',
      };
    }
  },
};
