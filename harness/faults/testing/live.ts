import { expect } from '@playwright/test';
import type { InjectedFault } from '../fault.ts';
import { injectInto } from './bench.ts';
import type { Bench, Blunt, Specimen } from './specimen.ts';

const effectMs = 10_000;
const symptomMs = 20_000;
const servedMs = 20_000;

/** Healthy, injected, proven, red, undone, green; then the same, mended by somebody else. */
export async function live(specimen: Specimen, bench: Bench): Promise<void> {
  await becomes(specimen, bench, true, 'before the fault');
  const undone = await bites(specimen, bench);
  await undone.undo();
  await becomes(specimen, bench, true, 'after its undo');
  await noEffect(undone, 'after its undo');
  await undone.undo();
  await becomes(specimen, bench, true, 'after a second undo');

  if (specimen.mend === 'external') return;
  const mended = await bites(specimen, bench);
  await specimen.mend(bench);
  await becomes(specimen, bench, true, 'after the operator mended it');
  await noEffect(mended, 'after the operator mended it');
  // Nothing of what the operator did may be harmed by it.
  await mended.undo();
  await becomes(specimen, bench, true, 'after the undo of what was mended');
}

/** Injects where it cannot bite: without effect, and users are served. */
export async function isBlunt(specimen: Specimen, blunt: Blunt, bench: Bench): Promise<void> {
  await blunt.prepare?.(bench);
  const injected = await injectInto(bench, specimen.kind, blunt.settings ?? specimen.settings);
  await noEffect(injected, `where ${blunt.where}`);
  if (blunt.unserved !== true) await becomes(specimen, bench, true, `where ${blunt.where}`);
  await injected.undo();
  await blunt.restore?.(bench);
}

async function bites(specimen: Specimen, bench: Bench): Promise<InjectedFault> {
  const injected = await injectInto(bench, specimen.kind, specimen.settings);
  await expect
    .poll(() => injected.proveEffect(), { timeout: effectMs, message: `${specimen.kind} takes effect` })
    .toMatchObject({ held: true });
  await becomes(specimen, bench, false, 'under the fault');
  const { held, proof } = await injected.proveEffect();
  expect(held, `${specimen.kind} still has effect once users notice: ${proof}`).toBe(true);
  return injected;
}

async function noEffect(injected: InjectedFault, when: string): Promise<void> {
  await expect.poll(() => injected.proveEffect(), { timeout: effectMs, message: `without effect ${when}` }).toMatchObject({ held: false });
}

async function becomes(specimen: Specimen, bench: Bench, served: boolean, when: string): Promise<void> {
  await expect
    .poll(() => specimen.works(bench), {
      timeout: served ? servedMs : symptomMs,
      message: `users are ${served ? '' : 'not '}served ${when}`,
    })
    .toBe(served);
}
