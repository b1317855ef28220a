import type { ScenarioRun } from '../../model/run.ts';
import type { Report } from '../report-schema.ts';
import type { Html } from './escape.ts';
import { scenarioSection } from './scenario-section.ts';

/** The smallest section is larger; with less room nobody need try. */
const smallest = 4_000;

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
  for (const index of order) {
    if (free < smallest) break;
    for (const withOutput of [true, false]) {
      const section = scenarioSection(report, index, runs[index], withOutput);
      const bytes = Buffer.byteLength(section.text);
      if (bytes > free) continue;
      shown.set(index, section);
      free -= bytes;
      break;
    }
  }
  return { shown, left: order.length - shown.size };
}
