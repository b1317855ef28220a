import { look } from '../blind-probes/look.ts';
import type { Specimen } from '../faults/testing/specimen.ts';
import * as specimens from '../faults/testing/specimens.ts';
import type { Measure } from './measure.ts';

const repeats = 5;
const limitSeconds = 0.1;

/** How long each fault takes to be injected on the embedded engine, those that are slow by nature without a limit. */
export async function injection(): Promise<readonly Measure[]> {
  const measures: Measure[] = [];
  for (const specimen of Object.values(specimens) as readonly Specimen[]) {
    const { injectMs } = await look(specimen, 'processes', repeats);
    measures.push({
      what: `inject: ${specimen.kind}${specimen.slow === undefined ? '' : ` (${specimen.slow})`}`,
      values: injectMs.map(ms => ms / 1000),
      unit: 's',
      ...(specimen.slow === undefined ? { limit: limitSeconds } : {}),
    });
  }
  return measures;
}
