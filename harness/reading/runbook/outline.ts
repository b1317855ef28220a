import type { Code, Html, List, ListItem, Node, Paragraph, Parent, Root, RootContent } from 'mdast';
import type { Procedure, Role } from '../../model/runbook.ts';
import { roleTold } from './role-words.ts';
import { slugs } from './slugs.ts';
import { locate, type Source } from './source.ts';

/** What stands below a heading or a label, in document order. */
export type OutlineItem =
  | {
      readonly kind: 'code';
      readonly node: Code;
      readonly section: Section;
      readonly introduction: string;
      readonly comments: readonly Html[];
    }
  | { readonly kind: 'task'; readonly node: ListItem; readonly section: Section; readonly done: boolean; readonly text: string }
  | {
      readonly kind: 'sentence';
      readonly node: Paragraph;
      readonly section: Section;
      readonly text: string;
      /** Whether a list holds it: an instruction rather than an explanation. */ readonly inList: boolean;
    }
  | { readonly kind: 'html'; readonly node: Html; readonly section: Section };

export interface Section {
  readonly procedure: Procedure;
  readonly parent?: Section;
}

/** A `<details>` that is open: what it stands in, and the section that its summary makes. */
interface Fold {
  readonly outer: Section;
  readonly heading: Section;
  readonly title?: Section;
}

export interface Outline {
  readonly sections: readonly Section[];
  readonly items: readonly OutlineItem[];
}

/**
 * Walks a Markdown tree into sections and what they hold. A paragraph that is only bold, and a list
 * item's own words above a block, count as headings one below the last real one.
 */
export function outlineOf(tree: Root, source: Source): Outline {
  // Links on GitHub go to headings: they get their slugs before labels do.
  const slugOf = slugs();
  const headingSlugs = new Map<Node, string>(
    tree.children.flatMap(node => (node.type === 'heading' ? [[node, slugOf(textOf(node))] as const] : [])),
  );
  // One heading of the first rank is the document's title, which says nothing of a step; several are its sections.
  const firstRank = tree.children.filter(node => node.type === 'heading' && node.depth === 1);
  const isTitle = (node: Node): boolean => firstRank.length === 1 && node === firstRank[0];
  const sections: Section[] = [];
  const items: OutlineItem[] = [];
  const open = (node: Node, text: string, id: string, depth: number, parent: Section | undefined): Section => {
    const role = isTitle(node) ? undefined : roleTold(text);
    const section: Section = {
      procedure: {
        id,
        title: text,
        depth,
        location: locate(source, node.position),
        ...(parent === undefined ? {} : { parent: parent.procedure.id }),
        ...(role === undefined ? {} : { role }),
      },
      ...(parent === undefined ? {} : { parent }),
    };
    sections.push(section);
    return section;
  };
  const top: Section = { procedure: { id: '', title: '', depth: 0, location: { file: source.file, line: 1, column: 1 } } };
  let current: Section = top;
  // What HTML folds away is what its summary says: "Rollback", "If this does not help".
  const folds: Fold[] = [];
  const fold = (node: Html, within: Section): { readonly section: Section; readonly words: string } | undefined => {
    const { opens, closes, summary } = foldsIn(node);
    let section = within;
    for (const closed of folds.splice(Math.max(0, folds.length - closes)).toReversed()) {
      section = closed.outer;
      current = closed.heading;
    }
    for (let opening = 0; opening < opens; opening++) folds.push({ outer: section, heading: current });
    const last = folds.at(-1);
    if (last === undefined || summary === '') return opens + closes === 0 ? undefined : { section, words: '' };
    const { outer } = last;
    const title = open(node, summary, slugOf(summary), outer.procedure.depth + 1, outer === top ? undefined : outer);
    folds.splice(-1, 1, { ...last, title });
    current = title;
    return { section: title, words: summary };
  };

  const visit = (nodes: readonly RootContent[], within: Section, introduction: string, inList: boolean): void => {
    let section = within;
    let words = introduction;
    let comments: readonly Html[] = [];
    for (const node of nodes) {
      if (node.type === 'paragraph') {
        const text = textOf(node);
        const label = labelOf(node);
        if (label !== undefined) section = open(node, label, slugOf(label), within.procedure.depth + 1, within);
        // A label that is nothing but code names a file.
        if (label === undefined || !isOnlyCode(node)) items.push({ kind: 'sentence', node, section, text, inList });
        words = text;
      } else if (node.type === 'heading') {
        // Inside a list item or a quote it reaches no further than that.
        section = open(node, textOf(node), slugOf(textOf(node)), within.procedure.depth + 1, within);
      } else if (node.type === 'code') {
        items.push({ kind: 'code', node, section, introduction: words, comments });
      } else if (node.type === 'list') visitList(node, section);
      else if (node.type === 'html') {
        items.push({ kind: 'html', node, section });
        ({ section, words } = fold(node, section) ?? { section, words });
      } else if ('children' in node) visitInside((node as Parent).children as RootContent[], section, words, inList);
      comments = node.type === 'html' ? [...comments, node] : [];
    }
  };

  /** What is open at the end of a quote or an item ends with it. */
  const visitInside = (nodes: readonly RootContent[], within: Section, introduction: string, inList: boolean): void => {
    const [before, heading] = [folds.length, current];
    visit(nodes, within, introduction, inList);
    folds.splice(before);
    current = heading;
  };

  const visitList = (list: List, section: Section): void => {
    for (const item of list.children) {
      const [first, ...rest] = item.children;
      const text = first?.type === 'paragraph' ? textOf(first) : '';
      const task = taskIn(text, item);
      const hasBlock = contains(item, 'code');
      if (task !== undefined && !hasBlock) {
        items.push({ kind: 'task', node: item, section, done: task.done, text: task.text });
        visitInside(rest as RootContent[], section, task.text, true);
        continue;
      }
      const label = first?.type === 'paragraph' && hasBlock ? (labelOf(first) ?? shortLabel(task?.text ?? text)) : undefined;
      if (first?.type !== 'paragraph' || label === undefined) {
        visitInside(item.children as RootContent[], section, '', true);
        continue;
      }
      const labelled = open(first, label, slugOf(label), section.procedure.depth + 1, section);
      items.push({ kind: 'sentence', node: first, section: labelled, text, inList: true });
      visitInside(rest as RootContent[], labelled, text, true);
    }
  };

  let body: RootContent[] = [];
  const flush = (): void => {
    visitSection(body);
    body = [];
  };
  // Labels below a heading are siblings: each ends the one before.
  const visitSection = (nodes: readonly RootContent[]): void => {
    let start = 0;
    for (let index = 0; index <= nodes.length; index++) {
      const node = nodes[index];
      const isLabel = node?.type === 'paragraph' && labelOf(node) !== undefined;
      if ((isLabel || node === undefined) && index > start) {
        visit(nodes.slice(start, index), current, '', false);
        start = index;
      }
    }
  };
  for (const node of tree.children) {
    if (node.type !== 'heading') {
      body.push(node);
      continue;
    }
    flush();
    // A heading inside of what is folded reaches no further than that.
    const title = folds.at(-1)?.title;
    let parent: Section | undefined = current === top ? undefined : current;
    while (parent !== undefined && parent !== title && parent.procedure.depth >= node.depth) parent = parent.parent;
    current = open(node, textOf(node), headingSlugs.get(node) ?? '', node.depth, parent);
  }
  flush();
  return { sections, items };
}

/** The nearest role that a section or one above it tells. */
export function toldRole(section: Section): Role | undefined {
  for (let at: Section | undefined = section; at !== undefined; at = at.parent)
    if (at.procedure.role !== undefined) return at.procedure.role;
  return undefined;
}

/** Plain words of a node. */
export function textOf(node: Node): string {
  if ('value' in node && typeof node.value === 'string' && node.type !== 'html') return node.value;
  if (node.type === 'break') return ' ';
  return 'children' in node ? (node as Parent).children.map(textOf).join('') : '';
}

function labelOf(node: Paragraph): string | undefined {
  const parts = node.children.filter(child => !(child.type === 'text' && /^[\s:]*$/.test(child.value)));
  return parts.length === 1 && parts[0]?.type === 'strong'
    ? textOf(parts[0])
        .replace(/\s*:\s*$/, '')
        .trim() || undefined
    : undefined;
}

function isOnlyCode(node: Paragraph): boolean {
  const [only] = node.children;
  return only?.type === 'strong' && only.children.length === 1 && only.children[0]?.type === 'inlineCode';
}

/** A list item's words count as a label when they are short and lead to what follows; that they are code makes no difference. */
function shortLabel(text: string): string | undefined {
  const line = text.trim();
  return line !== '' && line.length <= 80 && !line.includes('\n') ? line.replace(/\s*[:.]\s*$/, '') : undefined;
}

function taskIn(text: string, item: ListItem): { readonly done: boolean; readonly text: string } | undefined {
  const match = /^\[([ xX])\]\s+([^]*)$/.exec(text);
  if (match) return { done: match[1] !== ' ', text: (match[2] ?? '').replaceAll(/\s+/g, ' ').trim() };
  return item.checked === null || item.checked === undefined ? undefined : { done: item.checked, text };
}

function foldsIn({ value }: Html): { readonly opens: number; readonly closes: number; readonly summary: string } {
  if (value.startsWith('<!--')) return { opens: 0, closes: 0, summary: '' };
  const count = (tag: RegExp): number => value.match(tag)?.length ?? 0;
  const within = /<summary\b[^>]*>([^]*?)(?:<\/summary>|$)/i.exec(value)?.[1] ?? '';
  const balance = count(/<details\b/gi) - count(/<\/details>/gi);
  const summary = within
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\s*:$/, '');
  return { opens: Math.max(0, balance), closes: Math.max(0, -balance), summary };
}

function contains(node: Parent, type: string): boolean {
  return node.children.some(child => child.type === type || ('children' in child && contains(child as Parent, type)));
}
