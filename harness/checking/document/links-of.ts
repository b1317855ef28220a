import { dirname, join, normalize } from 'node:path';
import type { Nodes, Root } from 'mdast';
import type { Location } from '../../model/location.ts';
import { textOf } from '../../reading/runbook/outline.ts';
import { locate, type Source } from '../../reading/runbook/source.ts';

/** A link, an image, or the definition of one. */
export interface DocumentLink {
  readonly kind: 'link' | 'image' | 'definition';
  readonly url: string;
  readonly text: string;
  readonly location: Location;
  /** Of a link into the project: the file, as one would type it; the document's own where the link only names an anchor. */
  readonly path?: string;
  /** Behind `#`, decoded. */
  readonly anchor?: string;
}

/** All links of a document, in order. */
export function linksOf(tree: Root, source: Source, root: string): readonly DocumentLink[] {
  const links: DocumentLink[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition')
      links.push({
        kind: node.type,
        url: node.url,
        text: node.type === 'image' ? (node.alt ?? '') : node.type === 'definition' ? (node.label ?? '') : textOf(node),
        location: locate(source, node.position),
        ...targetOf(node.url, source.file, root),
      });
    if ('children' in node) for (const child of node.children) visit(child);
  };
  visit(tree);
  return links;
}

function targetOf(url: string, file: string, root: string): Pick<DocumentLink, 'path' | 'anchor'> {
  if (/^(?:[a-z][a-z\d+.-]*:|\/\/)/i.test(url) || url === '') return {};
  const [, path = '', anchor] = /^([^?#]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(url) ?? [];
  const decoded = decode(path);
  const target = decoded === '' ? file : decoded.startsWith('/') ? join(root, decoded) : join(dirname(file), decoded);
  return { path: normalize(target), ...(anchor === undefined || anchor === '' ? {} : { anchor: decode(anchor) }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
