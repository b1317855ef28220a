import { EVENT_ALIAS, EVENT_MAPPING, EVENT_POP, EVENT_SCALAR, EVENT_SEQUENCE, getScalarValue, type Event } from 'js-yaml';
import type { Path } from './path.ts';

/** Where a value stands, and what stands in it. Offsets into the text. */
interface Place {
  readonly offset: number;
  /** `!reset` and the like; empty when it has none. */
  readonly tag: string;
  readonly members: Map<string, Member>;
}

interface Member {
  readonly keyOffset: number;
  /** Where the value is used; for an alias another place than where it is written. */
  readonly offset: number;
  readonly place: Place;
}

export interface Found {
  readonly keyOffset: number;
  readonly offset: number;
  readonly tag: string;
  /** Whether the whole path is written out, here or behind an anchor; else these are of the nearest thing around it. */
  readonly whole: boolean;
}

/** Joins the parser's events into places: any path of the document, also through aliases and merge keys, has one. */
export function placesOf(events: readonly Event[], text: string): (path: Path) => Found {
  const root = readTree(events, text);
  return path => {
    let found: Found = { keyOffset: root.offset, offset: root.offset, tag: root.tag, whole: true };
    let place = root;
    for (const key of path) {
      const member = memberOf(place, String(key), new Set());
      if (member === undefined) return { ...found, whole: false };
      found = { keyOffset: member.keyOffset, offset: member.offset, tag: member.place.tag, whole: true };
      place = member.place;
    }
    return found;
  };
}

function memberOf(place: Place, key: string, seen: Set<Place>): Member | undefined {
  if (seen.has(place)) return undefined;
  seen.add(place);
  const own = place.members.get(key);
  const merged = place.members.get('<<')?.place;
  if (own !== undefined || merged === undefined) return own;
  // A merge key holds a mapping, or a list of them of which the first wins.
  for (const source of [merged, ...[...merged.members.values()].map(member => member.place)]) {
    const member = memberOf(source, key, seen);
    if (member !== undefined) return member;
  }
  return undefined;
}

interface Open {
  readonly place: Place;
  readonly isMapping: boolean;
  key: { readonly text: string; readonly offset: number } | undefined;
}

function readTree(events: readonly Event[], text: string): Place {
  const anchors = new Map<string, { readonly place: Place; readonly text: string }>();
  const open: Open[] = [];
  let root: Place = { offset: 0, tag: '', members: new Map() };
  const put = (place: Place, offset: number): void => {
    const parent = open.at(-1);
    if (parent === undefined) root = place;
    else if (!parent.isMapping) parent.place.members.set(String(parent.place.members.size), { keyOffset: offset, offset, place });
    else if (parent.key !== undefined) parent.place.members.set(parent.key.text, { keyOffset: parent.key.offset, offset, place });
    if (parent !== undefined) parent.key = undefined;
  };
  for (const event of events) {
    const parent = open.at(-1);
    const isKey = parent?.isMapping === true && parent.key === undefined;
    if (event.type === EVENT_ALIAS) {
      const anchor = anchors.get(text.slice(event.anchorStart, event.anchorEnd));
      // The star stands before the name.
      if (isKey) parent.key = { text: anchor?.text ?? '', offset: event.anchorStart - 1 };
      else if (anchor !== undefined) put(anchor.place, event.anchorStart - 1);
    } else if (event.type === EVENT_SCALAR || event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE) {
      const offset = event.type === EVENT_SCALAR ? event.valueStart : event.start;
      const place = {
        offset,
        tag: event.tagStart === -1 ? '' : text.slice(event.tagStart, event.tagEnd),
        members: new Map<string, Member>(),
      };
      const value = event.type === EVENT_SCALAR ? getScalarValue(text, event) : '';
      if (event.anchorStart !== -1) anchors.set(text.slice(event.anchorStart, event.anchorEnd), { place, text: value });
      if (isKey) parent.key = { text: value, offset };
      else put(place, offset);
      if (event.type !== EVENT_SCALAR) open.push({ place, isMapping: event.type === EVENT_MAPPING, key: undefined });
    } else if (event.type === EVENT_POP) open.pop();
  }
  return root;
}
