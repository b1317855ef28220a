import { join } from 'node:path';
import { nearestAnchor } from '../../reading/runbook/anchors.ts';
import type { Project } from '../document/project.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A link leads to a file or heading that is not there.
 *
 * "The restore procedure is in the disaster recovery runbook": at 3 a.m. the reader follows the link, finds nothing, and makes it up.
 *
 * Only links into the project are looked at, not those into the web. A page that another program writes later is right all the same: say
 * which (`<!-- drillbook-check-disable-next dead-link: written by the site generator -->`).
 *
 * @example A file that is not there
 * ````markdown
 * See [disaster recovery](DR_RUNBOOK.md).
 * ````
 * 1:5-1:39 unexpected link to "DR_RUNBOOK.md", expected a file that exists
 *
 * @example A heading that is called otherwise
 * ````markdown
 * Go on with [the restore](restore.md#restore-the-data), then [verify](#verification).
 *
 * ## Verify
 * ````
 * ````markdown file=restore.md
 * ## Restore the database
 * ````
 * 1:12-1:54 unexpected anchor "#restore-the-data", expected one of the headings of restore.md
 * 1:61-1:84 unexpected anchor "#verification", expected one of the headings of this page
 *
 * @example A file, a heading, an id, and the web
 * ````markdown
 * # Worker
 *
 * <a id="jobs"></a>
 * See [restore](restore.md#restore), [jobs](#jobs), [top](#worker), [docs](https://example.com/x#y), [mail](mailto:ops@example.com).
 * ````
 * ````markdown file=restore.md
 * ## Restore
 * ````
 * none
 *
 * @example A line of a source file
 * ````markdown
 * See [the check](check.sh#L3) and [the top](#).
 * ````
 * ````bash file=check.sh
 * exit 0
 * ````
 * none
 *
 * @example Addresses of the site that the pages become, and of the repository's host
 * ````markdown
 * See [logging](/manual/logging.html), [the roles](/team/roles), [adding a disk](../add-a-disk.html), [restore](restore) and
 * [what is open](../../issues?q=backup).
 * ````
 * ````markdown file=restore.md
 * ## Restore
 * ````
 * none
 */
export const deadLink: Rule = {
  kind: 'dead-link',
  preset: 'default',
  *check({ file, links, project }): Iterable<Report> {
    for (const { path, anchor, url, location } of links) {
      if (path === undefined) continue;
      if (!project.exists(path)) {
        // Templates and placeholders are no paths yet.
        if (!/[{}<>$]/.test(url) && !isPage(path, url, project))
          yield { message: `unexpected link to "${url.replace(/#.*$/, '')}", expected a file that exists`, location };
        continue;
      }
      const anchors = anchor === undefined || anchor === 'top' ? undefined : project.anchorsOf(path);
      if (anchor === undefined || anchors === undefined || anchors.has(anchor) || anchors.has(anchor.toLowerCase())) continue;
      const meant = nearestAnchor(anchor, anchors);
      yield {
        message: `unexpected anchor "#${anchor}", expected one of the headings of ${path === file ? 'this page' : path}`,
        location,
        ...(meant === undefined ? {} : { hint: `Did you mean #${meant}?` }),
      };
    }
  },
};

/** Whether a site or a host has a page at an address that is no file: `/manual/x`, `../x.html`, `restore` of restore.md, `../../issues`. */
function isPage(path: string, url: string, { root, exists }: Project): boolean {
  const plain = url.replace(/[?#].*$/, '');
  if (
    /\.html?$/.test(plain) ||
    /^(?:\.\.\/){2,}(?:issues|pulls?|wiki|releases|actions|discussions|compare|security|tags|labels)(?:\/|$)/.test(plain)
  )
    return true;
  // Of the repository's own folders it means the file.
  if (plain.startsWith('/')) {
    const [, folder = ''] = plain.split('/');
    if (!exists(join(root, folder))) return true;
  }
  const page = path.replace(/\/$/, '');
  return !/\.\w+$/.test(page) && ['.md', '.mdx', '.markdown', '.html.md', '.adoc', '.rst'].some(ending => exists(`${page}${ending}`));
}
