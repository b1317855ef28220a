import { basename, dirname, extname } from 'node:path';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Location } from '../../model/location.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * One step writes a file, and the next one reads another that nobody writes.
 *
 * `/tmp/orders.sql` is exported, `/tmp/orders_new.sql` is imported. Either the import stops, or, worse, it finds what somebody left there last
 * year.
 *
 * Only names are compared that belong together: the same folder and ending, one name the beginning of the other, the one never read and the
 * other never written in the document. A program in between that makes the one out of the other names both.
 *
 * @example Another name
 * ````markdown
 * ```bash
 * mysqldump shop orders > /tmp/orders.sql
 * ```
 *
 * ```bash
 * mysql archive < /tmp/orders_converted.sql
 * ```
 * ````
 * 6:17-6:42 unexpected file `/tmp/orders_converted.sql`, expected `/tmp/orders.sql`, which line 2 writes: no step makes the other
 *
 * @example A program makes the one out of the other
 * ````markdown
 * ```bash
 * mysqldump shop orders > /tmp/orders.sql
 * convert-dump /tmp/orders.sql /tmp/orders_converted.sql
 * mysql archive < /tmp/orders_converted.sql
 * ```
 * ````
 * none
 *
 * @example Two files that have nothing in common
 * ````markdown
 * ```bash
 * mysqldump shop orders > /tmp/before.sql
 * mysql archive < /tmp/schema.sql
 * ```
 * ````
 * none
 */
export const fileHandoffMismatch: Rule = {
  kind: 'file-handoff-mismatch',
  preset: 'default',
  *check(document): Iterable<Report> {
    const written = filesOf(document, /^(?:>|>>|>\||&>)$/);
    for (const read of filesOf(document, /^<$/)) {
      const meant = written.find(({ path, at }) => at < read.at && belongsTo(path, read.path));
      if (meant === undefined || mentions(document, meant.path) > 1 || mentions(document, read.path) > 1) continue;
      yield {
        message: `unexpected file \`${read.path}\`, expected \`${meant.path}\`, which line ${meant.location.line} writes: no step makes the other`,
        location: read.location,
        hint: 'Name the same file in both steps, or add the step that makes the one out of the other.',
      };
    }
  },
};

interface NamedFile {
  readonly path: string;
  readonly location: Location;
  /** Place among the commands. */
  readonly at: number;
}

function filesOf({ commands }: CheckedDocument, operator: RegExp): readonly NamedFile[] {
  return commands.flatMap(({ redirects, shell }: ShellCommand, at) =>
    redirects.flatMap(({ operator: sign, target }) =>
      operator.test(sign) && shell.step && target?.literal === true && /^[~./]/.test(target.value) && !target.value.startsWith('/dev/')
        ? [{ path: target.value, location: target.location, at }]
        : [],
    ),
  );
}

function belongsTo(written: string, read: string): boolean {
  const [one, other] = [basename(written, extname(written)), basename(read, extname(read))];
  return (
    written !== read &&
    dirname(written) === dirname(read) &&
    extname(written) === extname(read) &&
    (other.startsWith(one) || one.startsWith(other))
  );
}

/** How often the document names a path. */
function mentions({ source }: CheckedDocument, path: string): number {
  return source.text.split(path).length - 1;
}
