import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { orUnsupportedHere } from '../engines/testing/or-unsupported.ts';
import { faults } from './index.ts';
import { onBench } from './testing/bench.ts';
import { isBlunt, live } from './testing/live.ts';
import type { Specimen } from './testing/specimen.ts';
import * as specimens from './testing/specimens.ts';

const all: readonly Specimen[] = Object.values(specimens);

test('each fault of the library has a specimen, with a place where it cannot bite', () => {
  expect(all.map(({ kind }) => kind).toSorted()).toEqual([...faults.kinds]);
  expect(all.filter(({ blunt }) => blunt.length === 0)).toEqual([]);
});

for (const engine of enginesUnderTest) {
  for (const specimen of all) {
    const { kind, blunt } = specimen;
    const own = blunt.filter(({ stack }) => stack !== undefined);
    const shared = blunt.filter(({ stack }) => stack === undefined);
    const within = (body: () => Promise<void>): Promise<void> =>
      faults.find(kind)?.unsupportedWhere === undefined ? body() : orUnsupportedHere(body);

    test(`${engine}: ${kind} is noticed and undone twice${specimen.mend === 'external' ? '' : ', and mended by an operator'}${shared.map(({ where }) => `; it has no effect where ${where}`).join('')}`, async () => {
      await within(() =>
        onBench(engine, specimen.stack(), async bench => {
          await specimen.prepare?.(bench);
          await live(specimen, bench);
          for (const one of shared) await isBlunt(specimen, one, bench);
        }),
      );
    });

    for (const one of own) {
      test(`${engine}: ${kind} has no effect where ${one.where}`, async () => {
        await within(() =>
          onBench(engine, one.stack?.() ?? specimen.stack(), async bench => {
            await specimen.prepare?.(bench);
            await isBlunt(specimen, one, bench);
          }),
        );
      });
    }
  }
}
