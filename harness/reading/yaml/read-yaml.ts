import {
  CORE_SCHEMA,
  EVENT_DOCUMENT,
  Schema,
  constructFromEvents,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  mergeTag,
  parseEvents,
} from 'js-yaml';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { messageOf } from '../../support/harness-error.ts';
import { expandsTooFar } from './expands-too-far.ts';
import type { Path } from './path.ts';
import { placesOf } from './places.ts';

/** A YAML document whose every value can be pointed at. */
export interface YamlDocument {
  readonly file: string;
  readonly value: unknown;
  /** Place of the value at a path, also behind anchors and merge keys; of the nearest thing around it when it is not written out. */
  at(path: Path): Location;
  /** Place of a key. */
  keyAt(path: Path): Location;
  /** The tag in front of a value, one of those that were asked for; else empty. */
  tagAt(path: Path): string;
}

/**
 * Reads one document of YAML 1.2 with merge keys, as Compose reads it. A malformed one is a Problem at the place where
 * the parser gave up.
 * @param tags other tags to accept, such as `!reset`; they change no value
 */
export function readYaml(
  file: string,
  text: string,
  tags: readonly string[] = [],
): { readonly document?: YamlDocument; readonly problems: readonly Problem[] } {
  const source = text.replace(/^\uFEFF/, '');
  const problem = (message: string, location: Location, hint?: string) => ({
    problems: [{ rule: 'yaml', severity: 'error' as const, message, location, ...(hint === undefined ? {} : { hint }) }],
  });
  try {
    const events = parseEvents(source, { filename: file });
    const documents = constructFromEvents(events, { source, filename: file, schema: schemaWith(tags) });
    if (events.filter(event => event.type === EVENT_DOCUMENT).length > 1) {
      return problem(
        'unexpected second document, expected one',
        locationOf(file, source, secondDocument(source)),
        'Put it into a file of its own.',
      );
    }
    const value = documents[0] ?? null;
    const place = placesOf(events, source);
    if (expandsTooFar(value))
      return problem(
        'unexpected aliases that hold themselves or multiply without end, expected a document of reasonable size',
        locationOf(file, source, 0),
      );
    return {
      problems: [],
      document: {
        file,
        value,
        at: path => locationOf(file, source, place(path).offset),
        keyAt: path => locationOf(file, source, keyOffsetOf(place, path)),
        tagAt: path => (place(path).whole ? place(path).tag : ''),
      },
    };
  } catch (thrown) {
    const { reason, mark } = thrown as { reason?: string; mark?: { line: number; column: number } };
    return problem(
      `unexpected YAML (${reason ?? messageOf(thrown).split('\n')[0] ?? ''}), expected a well-formed document`,
      { file, line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 },
      'Look at the indentation and the quotes on this line and the one above.',
    );
  }
}

/** Of a key that is not there: the value that should hold it. */
function keyOffsetOf(place: ReturnType<typeof placesOf>, path: Path): number {
  const { keyOffset, offset, whole } = place(path);
  return whole ? keyOffset : offset;
}

function secondDocument(source: string): number {
  const marks = [...source.matchAll(/^(---|\.\.\.)(?=\s|$)/gm)];
  const before = source.slice(0, marks[0]?.index ?? 0);
  // A mark at the very beginning opens the first document.
  return (/^(\s*(#.*)?\n?)*$/.test(before) ? marks[1] : marks[0])?.index ?? 0;
}

function locationOf(file: string, text: string, offset: number): Location {
  const before = text.slice(0, Math.max(0, offset));
  return { file, line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
}

function schemaWith(tags: readonly string[]): Schema {
  return new Schema([
    ...CORE_SCHEMA.tags,
    mergeTag,
    ...tags.flatMap(tag => [
      defineScalarTag(tag, {
        resolve: source => (source === '' || source === 'null' || source === '~' ? null : source),
        identify: () => false,
      }),
      defineSequenceTag(tag, { create: (): unknown[] => [], addItem: (list, item) => void list.push(item), identify: () => false }),
      defineMappingTag(tag, {
        create: () => Object.create(null) as Record<string, unknown>,
        addPair: (map, key, value) => {
          map[String(key)] = value;
          return '';
        },
        has: (map, key) => Object.hasOwn(map, String(key)),
        keys: map => Object.keys(map),
        get: (map, key) => map[String(key)],
        identify: () => false,
      }),
    ]),
  ]);
}
