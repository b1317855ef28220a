import type { Report, Rule } from '../rule.ts';

/**
 * A link leads to a heading of which there are two.
 *
 * Whoever follows it comes to the first. If that is the other procedure of the same name, jobs are cancelled that should have been kept.
 *
 * Headings may have the same words as long as nothing leads there: "Verification" stands below many procedures. A link that means the first
 * of them on purpose says so: `<!-- drillbook-check-disable-next duplicate-heading: the first is meant -->`.
 *
 * @example A link into one of two
 * ````markdown
 * See [purge the queue](#purge-the-queue).
 *
 * ## Mail
 *
 * ### Purge the queue
 *
 * ## Search
 *
 * ### Purge the queue
 * ````
 * 1:5-1:40 unexpected link to "Purge the queue", expected a title that only one heading has: line 5 and line 9 are called so
 *
 * @example Nothing leads there
 * ````markdown
 * See [mail](#mail).
 *
 * ## Mail
 *
 * ### Verification
 *
 * ## Search
 *
 * ### Verification
 * ````
 * none
 *
 * @example The second by its number
 * ````markdown
 * See [purge the queue of search](#purge-the-queue-1).
 *
 * ### Purge the queue
 *
 * ### Purge the queue
 * ````
 * none
 */
export const duplicateHeading: Rule = {
  kind: 'duplicate-heading',
  preset: 'all',
  *check({ links, runbook, file, source }): Iterable<Report> {
    for (const { path, anchor, location } of links) {
      const first = path === file ? runbook.procedures.find(({ id }) => id === anchor) : undefined;
      const second = runbook.procedures.find(
        other =>
          first !== undefined &&
          other.location.line > first.location.line &&
          other.title === first.title &&
          (source.lines[other.location.line - 1] ?? '').startsWith('#'),
      );
      if (first === undefined || second === undefined || !(source.lines[first.location.line - 1] ?? '').startsWith('#')) continue;
      yield {
        message: `unexpected link to "${first.title}", expected a title that only one heading has: line ${first.location.line} and line ${second.location.line} are called so`,
        location,
        hint: 'Give each of them a title of its own, with the name of the system in it.',
      };
    }
  },
};
