import { CORE_SCHEMA, EVENT_ALIAS, EVENT_MAPPING, EVENT_POP, EVENT_SCALAR, EVENT_SEQUENCE, Schema, constructFromEvents, getScalarValue, mergeTag, parseEvents, type Event } from 'js-yaml';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { messageOf } from '../../support/harness-error.ts';

export type Path = readonly (string | number)[];

/** A YAML document whose every value can be pointed at. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** Place of the value at a path; of the nearest thing around it when it is not written out (anchors, defaults). */
  at(path: Path): Location;
  /** Place of a key. */
  keyAt(path: Path): Location;
  has(path: Path): boolean;
}

/** YAML 1.2 with merge keys, as Compose reads it. */
const schema = new Schema([...CORE_SCHEMA.tags, mergeTag]);

/** Reads one document. A malformed one is a Problem at the place where the parser gave up. */
export function readYaml(file: string, text: string): { readonly document?: YamlDocument; readonly problems: readonly Problem[] } {
  try {
    const events = parseEvents(text, { filename: file });
    const value = constructFromEvents(events, { source: text, filename: file, schema })[0] ?? null;
    const places = placesOf(events, text);
    const locate = (offset: number): Location => locationOf(file, text, offset);
    const find = (path: Path, kind: 'keys' | 'values'): Location => {
      for (let length = path.length; length >= 0; length--) {
        const name = JSON.stringify(path.slice(0, length));
        const offset = (length === path.length ? places[kind].get(name) : undefined) ?? places.values.get(name) ?? places.keys.get(name);
        if (offset !== undefined) return locate(offset);
      }
      return locate(0);
    };
    return { problems: [], document: { file, value, at: path => find(path, 'values'), keyAt: path => find(path, 'keys'), has: path => places.values.has(JSON.stringify(path)) } };
  } catch (thrown) {
    const { reason, mark } = thrown as { reason?: string; mark?: { line: number; column: number } };
    return {
      problems: [{
        rule: 'yaml', severity: 'error', message: `unexpected YAML: ${reason ?? messageOf(thrown).split('\n')[0] ?? ''}`,
        location: { file, line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 }, hint: 'Look at the indentation and the quotes on this line and the one above.',
      }],
    };
  }
}

function placesOf(events: readonly Event[], text: string): { readonly keys: ReadonlyMap<string, number>; readonly values: ReadonlyMap<string, number> } {
  const keys = new Map<string, number>();
  const values = new Map<string, number>();
  interface Open { readonly path: Path; readonly isMapping: boolean; index: number; key: string | undefined }
  const open: Open[] = [];
  const begin = (offset: number): Path => {
    const parent = open.at(-1);
    if (parent === undefined) {
      values.set('[]', offset);
      return [];
    }
    const path = [...parent.path, parent.isMapping ? (parent.key ?? '') : parent.index++];
    parent.key = undefined;
    values.set(JSON.stringify(path), offset);
    return path;
  };
  for (const event of events) {
    const parent = open.at(-1);
    if (event.type === EVENT_POP) open.pop();
    else if (event.type === EVENT_SCALAR && parent?.isMapping === true && parent.key === undefined) {
      parent.key = getScalarValue(text, event);
      keys.set(JSON.stringify([...parent.path, parent.key]), event.valueStart);
    } else if (event.type === EVENT_SCALAR) begin(event.valueStart);
    else if (event.type === EVENT_ALIAS) begin(event.anchorStart - 1);
    else if (event.type === EVENT_MAPPING || event.type === EVENT_SEQUENCE) open.push({ path: begin(event.start), isMapping: event.type === EVENT_MAPPING, index: 0, key: undefined });
  }
  return { keys, values };
}

function locationOf(file: string, text: string, offset: number): Location {
  const before = text.slice(0, Math.max(0, offset));
  const line = before.split('\n').length;
  return { file, line, column: before.length - before.lastIndexOf('\n') };
}
