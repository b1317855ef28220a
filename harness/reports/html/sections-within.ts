import type { ScenarioRun } from '../../model/run.ts';
import type { Report } from '../report-schema.ts';
import type { Html } from './escape.ts';
import { scenarioSection } from './scenario-section.ts';

/** So many that do not fit, one after the other, and the page is taken as full: of ten thousand nobody need try all. */
const enoughTries = 5;

/**
 * Details of as many scenarios as `room` (bytes) lets in, in the order given, which is worst first; one that is too large with what its
 * steps printed is shown without. `left` counts those that are not shown.
 */
export function sectionsWithin(
  room: number,
  report: Report,
  runs: readonly ScenarioRun[],
  order: readonly number[],
): { readonly shown: ReadonlyMap<number, Html>; readonly left: number } {
  const shown = new Map<number, Html>();
  let free = room;
  let tries = 0;
  for (const index of order) {
    if (tries >= enoughTries) break;
    tries += 1;
    for (const withOutput of [true, false]) {
      const section = scenarioSection(report, index, runs[index], withOutput);
      const bytes = Buffer.byteLength(section.text);
      if (bytes > free) continue;
      shown.set(index, section);
      free -= bytes;
      tries = 0;
      break;
    }
  }
  return { shown, left: order.length - shown.size };
}
