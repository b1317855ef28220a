import type { Location } from '../../model/location.ts';
import type { Path } from '../yaml/path.ts';
import type { YamlDocument } from '../yaml/read-yaml.ts';
import type { Places } from '../yaml/validate.ts';

/** A value together with the document and the path where it was written: it keeps its place when files are merged. */
export interface Written {
  readonly document: YamlDocument;
  readonly path: Path;
  /** A mapping, a list, or anything else as it is. */
  readonly content: ReadonlyMap<string, Written> | readonly Written[] | string | number | boolean | null | undefined;
}

/** A document's value as something that can be merged; `change` is asked for every text. */
export function writtenIn(document: YamlDocument, value: unknown, path: Path, change: (text: string, path: Path) => string): Written {
  if (Array.isArray(value))
    return { document, path, content: value.map((member, index) => writtenIn(document, member, [...path, index], change)) };
  if (value !== null && typeof value === 'object')
    return {
      document,
      path,
      content: new Map(Object.entries(value).map(([key, member]) => [key, writtenIn(document, member, [...path, key], change)])),
    };
  return { document, path, content: typeof value === 'string' ? change(value, path) : (value as number | boolean | null | undefined) };
}

/** Merges by Compose's rules: mappings by key, lists appended, everything else replaced; `!reset` takes away, `!override` replaces. */
export function mergeWritten(earlier: Written, later: Written, key = ''): Written {
  if (tagOf(later) === '!override' || replaced.has(key)) return later;
  const [list, added] = [asList(earlier, key), asList(later, key)];
  if (list !== undefined && added !== undefined && !keyed(key)) return { ...later, content: withoutTwins([...list, ...added], key) };
  const [one, other] = [asMapping(earlier, key), asMapping(later, key)];
  if (one === undefined || other === undefined) return later;
  const merged = new Map(one);
  for (const [name, member] of other) {
    const before = one.get(name);
    if (tagOf(member) === '!reset') merged.delete(name);
    else merged.set(name, before === undefined ? member : mergeWritten(before, member, name));
  }
  return { ...earlier, content: merged };
}

/** The value alone. */
export function plain({ content }: Written): unknown {
  if (content instanceof Map)
    return Object.fromEntries([...(content as ReadonlyMap<string, Written>)].map(([key, member]) => [key, plain(member)]));
  return Array.isArray(content) ? (content as readonly Written[]).map(plain) : content;
}

/** What stands at a path of the merged value, or the nearest thing around it. */
export function writtenAt(root: Written, path: Path): { readonly written: Written; readonly left: Path } {
  let written = root;
  for (const [index, key] of path.entries()) {
    const { content } = written;
    const next =
      content instanceof Map
        ? (content as ReadonlyMap<string, Written>).get(String(key))
        : Array.isArray(content)
          ? (content as readonly Written[])[Number(key)]
          : undefined;
    if (next === undefined) return { written, left: path.slice(index) };
    written = next;
  }
  return { written, left: [] };
}

/** Every path of the merged value leads to the file that it came from. */
export function placesIn(root: Written): Places {
  const find = (path: Path, kind: 'at' | 'keyAt'): Location => {
    const { written, left } = writtenAt(root, path);
    return left.length === 0 ? written.document[kind](written.path) : written.document.keyAt(written.path);
  };
  return { at: path => find(path, 'at'), keyAt: path => find(path, 'keyAt') };
}

/** Lists of which the later file's takes the place of the earlier one's. */
const replaced: ReadonlySet<string> = new Set(['command', 'entrypoint', 'test']);

/** Lists that stand for mappings: `KEY=value` entries, and names. */
const assignments: ReadonlySet<string> = new Set(['environment', 'labels', 'extra_hosts', 'args', 'annotations', 'sysctls']);
const names: ReadonlySet<string> = new Set(['depends_on', 'networks']);
/** Single texts that stand for lists of one. */
const lists: ReadonlySet<string> = new Set(['env_file', 'tmpfs', 'dns', 'dns_search']);

function keyed(key: string): boolean {
  return assignments.has(key) || names.has(key);
}

function asList(written: Written, key: string): readonly Written[] | undefined {
  const { content } = written;
  if (Array.isArray(content)) return content as readonly Written[];
  return typeof content === 'string' && lists.has(key) ? [written] : undefined;
}

function asMapping(written: Written, key: string): ReadonlyMap<string, Written> | undefined {
  const { content } = written;
  if (content instanceof Map) return content as ReadonlyMap<string, Written>;
  if (key === 'build' && typeof content === 'string') return new Map([['context', written]]);
  if (!Array.isArray(content) || !keyed(key)) return undefined;
  return new Map(
    (content as readonly Written[]).map((member): [string, Written] => {
      const text = String(member.content);
      if (names.has(key)) return [text, { ...member, content: new Map<string, Written>() }];
      const at = text.search(/[=:]/);
      return at === -1 ? [text, { ...member, content: null }] : [text.slice(0, at), { ...member, content: text.slice(at + 1) }];
    }),
  );
}

/** Of entries for the same thing the last one counts: mounts by where they are mounted, everything else by all of it. */
function withoutTwins(entries: readonly Written[], key: string): readonly Written[] {
  return [
    ...new Map(
      entries.map(entry => [(key === 'volumes' ? targetOf(plain(entry)) : undefined) ?? JSON.stringify(plain(entry)), entry]),
    ).values(),
  ];
}

function targetOf(mount: unknown): string | undefined {
  if (typeof mount !== 'string') return (mount as { target?: string } | null)?.target;
  const [first, second] = mount.split(':');
  return second ?? first;
}

function tagOf({ document, path }: Written): string {
  return document.tagAt(path);
}
