import { basename, dirname } from 'node:path';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Logs are rotated in one folder and read in another.
 *
 * Rotation of `/var/log/shop/*.log` does nothing for the `logs/shop.log` that everybody reads and that fills the disk: one of both paths is from
 * another machine.
 *
 * Only settings of logrotate are compared with the logs of the same name that commands of the document read. Where a link leads from the one to
 * the other, say so: `<!-- drillbook-check-disable-next path-contradiction: logs/ is a link to it -->`.
 *
 * @example Another folder
 * ````markdown
 * ```bash
 * tail -n 100 logs/shop.log
 * ```
 *
 * ```
 * /var/log/shop/*.log {
 *     daily
 *     rotate 14
 * }
 * ```
 * ````
 * 6:1-6:20 unexpected path `/var/log/shop/*.log`, expected that of `logs/shop.log`, which line 2 reads: that file is never rotated
 *
 * @example The same folder
 * ````markdown
 * ```bash
 * tail -n 100 /var/log/shop/worker.log
 * grep error logs/shop.log
 * ```
 *
 * ```
 * /var/log/shop/*.log {
 *     daily
 *     rotate 14
 * }
 * ```
 * ````
 * none
 *
 * @example Logs of something else
 * ````markdown
 * ```bash
 * tail -n 100 /var/log/nginx/error.log
 * ```
 *
 * ```
 * /var/log/shop/*.log {
 *     daily
 *     rotate 14
 * }
 * ```
 * ````
 * none
 */
export const pathContradiction: Rule = {
  kind: 'path-contradiction',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const { path, line, column } of rotatedIn(document)) {
      const read = logsRead(document).filter(({ value }) => isNamedAlike(path, value));
      const [first] = read;
      if (first === undefined || read.some(({ value }) => covers(path, value))) continue;
      yield {
        message: `unexpected path \`${path}\`, expected that of \`${first.value}\`, which line ${first.line} reads: that file is never rotated`,
        location: { file: document.file, line, column, endLine: line, endColumn: column + path.length },
      };
    }
  },
};

interface Rotated {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** The paths of logrotate's settings. */
function rotatedIn({ runbook, source }: CheckedDocument): readonly Rotated[] {
  const shown = runbook.blocks.filter(({ text }) => /^[^\S\r\n]*rotate[^\S\r\n]+\d/m.test(text));
  return shown.flatMap(({ location: { line: from, endLine = from } }) =>
    source.lines.slice(from - 1, endLine).flatMap((text, index) => {
      const [, before = '', paths = ''] = /^(\s*)(\/\S.*?)\s*\{\s*$/.exec(text) ?? [];
      return [...paths.matchAll(/\S+/g)].map(({ 0: path, index: at }) => ({ path, line: from + index, column: before.length + at + 1 }));
    }),
  );
}

interface Read {
  readonly value: string;
  readonly line: number;
}

function logsRead({ commands }: CheckedDocument): readonly Read[] {
  return commands.flatMap(({ name, args, where }) =>
    where === 'bastion' && /^(?:tail|less|cat|head|[ez]?grep|awk|jq|zcat|wc|truncate)$/.test(name)
      ? args.flatMap(({ value, literal, location }) => (literal && value.endsWith('.log') ? [{ value, line: location.line }] : []))
      : [],
  );
}

/** Whether the name of the rotated file, or of its folder, stands in the path of the other. */
function isNamedAlike(rotated: string, read: string): boolean {
  const own = basename(rotated).replace(/\.log$/, '');
  const name = /[*?{[]/.test(own) ? basename(dirname(rotated)) : own;
  return name.length > 2 && name !== 'log' && read.split(/[/.]/).includes(name);
}

function covers(rotated: string, read: string): boolean {
  const source = rotated.replaceAll(/[^\w*]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${source}$`).test(read);
}
