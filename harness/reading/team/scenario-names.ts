import { existsSync, readdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { nearest } from '../../support/nearest.ts';

const ending = /\.ya?ml$/;

/** A scenario's id from the way in which people write it: the path from the working directory, with or without its ending. */
export function scenarioId(written: string): string {
  return written.replace(/^(?:\.\/)+/, '').replace(ending, '');
}

/**
 * Tells of a scenario that is not there. A warning: it may have been taken away on purpose, and what it once showed stays in the
 * register.
 * @param folder the working directory, from which ids are counted
 */
export function unknownScenario(id: string, folder: string, location: Location): readonly Problem[] {
  if (['yaml', 'yml'].some(one => existsSync(resolve(folder, `${id}.${one}`)))) return [];
  const close = nearest(id, neighboursOf(id, folder));
  return [
    {
      rule: 'unknown-scenario',
      severity: 'warning',
      message: `unexpected scenario "${id}", expected ${close === undefined ? 'one that exists, as a path from the working directory such as scenarios/worker-killed' : `"${close}"`}`,
      location,
      ...(close === undefined ? {} : { hint: `Did you mean "${close}"?` }),
    },
  ];
}

/** Ids of what stands where the scenario was looked for, else below `scenarios`. */
function neighboursOf(id: string, folder: string): readonly string[] {
  return [...new Set([dirname(id), 'scenarios'])].flatMap(place => {
    try {
      return readdirSync(resolve(folder, place))
        .filter(name => ending.test(name))
        .map(name => scenarioId(`${place}/${name}`));
    } catch {
      return [];
    }
  });
}
