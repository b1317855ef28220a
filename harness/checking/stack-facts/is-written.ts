import { nearest } from '../../support/nearest.ts';
import type { Written } from '../../model/stack-contents.ts';
import { isStandIn } from './is-stand-in.ts';

interface Index {
  readonly words: ReadonlySet<string>;
  readonly quoted: ReadonlySet<string>;
  readonly pieces: ReadonlySet<string>;
  /** Words behind which a separator stands and then nothing, or what is put in. */
  readonly open: ReadonlySet<string>;
  /** With gaps where something is put in. */
  readonly templates: readonly RegExp[];
  readonly prefixes: readonly string[];
  /** They begin with a colon. */
  readonly suffixes: readonly string[];
}

const indices = new WeakMap<Written, Index>();
const gaps = /\$\{[^}]*\}?|\$\w+|\{\{[^}]*\}\}|\{[^}]*\}|<[^>]*>|%\w|#\{[^}]*\}|\*|(?<=\/):[A-Za-z_]\w*/g;

function indexOf(written: Written): Index {
  const before = indices.get(written);
  if (before !== undefined) return before;
  const open = new Set<string>();
  const templates: RegExp[] = [];
  for (const piece of written.pieces) {
    for (const [, word = ''] of piece.matchAll(/([\w-]+)[:/](?=[$<{%*:#])/g)) open.add(word.toLowerCase());
    const fixed = piece.replaceAll(gaps, '\0');
    if (fixed.includes('\0') && /\w/.test(fixed)) {
      const pattern = fixed
        .split('\0')
        .map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
        .join('.+');
      templates.push(new RegExp(`^${pattern}$`, 'i'));
    }
  }
  for (const prefix of written.prefixes) open.add((/[\w-]+(?=[:/]$)/.exec(prefix)?.[0] ?? '').toLowerCase());
  const index: Index = {
    words: new Set(written.words),
    quoted: new Set(written.quoted),
    pieces: new Set(written.pieces),
    open,
    templates,
    prefixes: written.prefixes,
    suffixes: written.pieces.filter(piece => /^:\w/.test(piece) && !/[${<*%]/.test(piece)),
  };
  indices.set(written, index);
  return index;
}

/** A number, an identifier or a placeholder: nobody writes it in sources. */
const ofOne = /^(?:\d[\w-]*|[\da-f]{6,}|[\w-]*\d{2,}[\w-]*|.*[*?<>${}%[\]].*)$/i;

/** Whether a name is made of parts of which one stands nowhere in the sources, where nothing can be put in at its place. */
export function hasUnwrittenPart(name: string, separator: ':' | '/', written: Written): boolean {
  const { words, open } = indexOf(written);
  const parts = name.split(separator).filter(part => part !== '');
  for (const [at, part] of parts.entries()) {
    if (ofOne.test(part) || isStandIn(part)) return false;
    const isWritten = part
      .toLowerCase()
      .split(/[^\w-]+/)
      .every(word => word === '' || words.has(word));
    if (isWritten) continue;
    const before = parts[at - 1];
    return before === undefined || !open.has(before.toLowerCase());
  }
  return false;
}

/** Whether sources hold a name, or pieces of which it can be made. */
export function canBeMade(name: string, separator: ':' | '/', written: Written): boolean {
  const { words, pieces, quoted, templates, prefixes, suffixes } = indexOf(written);
  const parts = name.split(separator).filter(part => part !== '');
  return (
    pieces.has(name) ||
    (parts.length === 1 && separator === ':' && words.has(name.toLowerCase())) ||
    parts.every(part => ofOne.test(part) || isStandIn(part) || quoted.has(part.toLowerCase())) ||
    templates.some(template => template.test(name)) ||
    prefixes.some(prefix => prefix.endsWith(separator) && name.length > prefix.length && name.startsWith(prefix)) ||
    suffixes.some(suffix => name.length > suffix.length && name.endsWith(suffix))
  );
}

/** The nearest of some names that have as many parts. */
export function nearestLike(name: string, separator: ':' | '/', known: readonly string[]): string | undefined {
  const count = (one: string): number => one.split(separator).length;
  return nearest(
    name,
    known.filter(one => count(one) === count(name) && Math.abs(one.length - name.length) <= 2),
  );
}
