import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * One interface is called in two ways that exclude one another.
 *
 * Here it is `api.php?action=drain`, there `api.php/drain`; here `Store::getInstance()`, there `new Store($config)`. One of both pages was written
 * for another version, and its step fails, or answers with a page of help and status 200.
 *
 * All documents that are checked together are compared. Where the program really takes both, say so:
 * `<!-- drillbook-check-disable-next doc-api-contradiction: the old way is kept until 3.0 -->`.
 *
 * @example In one document
 * ````markdown
 * ```bash
 * curl -fsS "http://localhost/queue.php?action=drain"
 * curl -fsS http://localhost/queue.php/resume
 * ```
 * ````
 * 3:28-3:44 unexpected `queue.php/resume`, expected one way to call it: line 2 has `queue.php?action=`
 *
 * @example In two
 * ````markdown
 * ```bash
 * php -r 'require "store.php"; Store::getInstance()->flush();'
 * ```
 * ````
 * ````markdown file=other.md
 * ```php
 * $store = new Store($config);
 * ```
 * ````
 * 2:30-2:49 unexpected `Store::getInstance(`, expected one way to call it: other.md has `new Store(`
 *
 * @example One way each
 * ````markdown
 * ```bash
 * curl -fsS "http://localhost/queue.php?action=drain"
 * curl -fsS "http://localhost/queue.php?action=resume&id=5"
 * curl -fsS http://localhost/mail.php/resume
 * php -r 'Store::getInstance()->flush(); new Mail();'
 * ```
 * ````
 * none
 *
 * @example A front controller takes both
 * ````markdown
 * ```bash
 * curl -fsS "http://localhost/index.php?action=drain"
 * curl -fsS http://localhost/index.php/resume
 * ```
 * ````
 * none
 */
export const docApiContradiction: Rule = {
  kind: 'doc-api-contradiction',
  preset: 'all',
  *check(document): Iterable<Report> {
    const own = ownCalls(document);
    if (own.length === 0) return;
    const told = new Set<string>();
    for (const call of own) {
      if (told.has(call.what)) continue;
      const isOther = (other: Call): boolean => other.what === call.what && other.way !== call.way;
      const before = own.slice(0, own.indexOf(call)).find(isOther);
      // Where both ways stand in this document, the second is reported.
      if (before === undefined && own.some(isOther)) continue;
      const other = before === undefined ? otherCall(document, isOther) : { place: `line ${before.location.line}`, text: before.text };
      if (other === undefined) continue;
      told.add(call.what);
      yield {
        message: `unexpected \`${call.text}\`, expected one way to call it: ${other.place} has \`${other.text}\``,
        location: call.location,
        hint: 'Look which of them the program takes, and mend the other page.',
      };
    }
  },
};

interface Call {
  /** The script or class. */
  readonly what: string;
  readonly way: string;
  readonly text: string;
}

/** Long rows of dashes are no names; without an end they would be read again from each of them. */
const calls = /\b([\w-]{1,80}\.(?:php|cgi|jsp))(?:\?(?:action|op|cmd|method)=|\/[a-z_]\w*)|\b([A-Z]\w+)::getInstance\(|\bnew ([A-Z]\w+)\(/g;

function callsIn(text: string): readonly (Call & { readonly at: number })[] {
  return [...text.matchAll(calls)].flatMap(({ 0: whole, 1: script, 2: shared, 3: made, index: at }) => {
    const what = script ?? shared ?? made ?? '';
    // A front controller takes both.
    if (what.startsWith('index.')) return [];
    const way = script === undefined ? (shared === undefined ? 'made' : 'shared') : whole.includes('?') ? 'query' : 'path';
    return [{ what, way, text: whole, at }];
  });
}

function ownCalls({ runbook, source }: CheckedDocument): readonly (Call & { readonly location: Location })[] {
  return runbook.blocks.flatMap(({ text, location: { line: from, endLine = from } }) =>
    callsIn(text).length === 0
      ? []
      : source.lines.slice(from - 1, endLine).flatMap((written, index) =>
          callsIn(written).map(({ at, ...call }) => ({
            ...call,
            location: {
              file: source.file,
              line: from + index,
              column: at + 1,
              endLine: from + index,
              endColumn: at + 1 + call.text.length,
            },
          })),
        ),
  );
}

function otherCall(
  { project, file }: CheckedDocument,
  isOther: (call: Call) => boolean,
): { readonly place: string; readonly text: string } | undefined {
  for (const other of project.blocks) {
    if (other.file === file) continue;
    const text = other.texts.flatMap(callsIn).find(isOther)?.text;
    if (text !== undefined) return { place: other.file, text };
  }
  return undefined;
}
