import { benchOf, injectInto } from '../faults/testing/bench.ts';
import type { Bench, Specimen } from '../faults/testing/specimen.ts';
import { engines } from '../engines/index.ts';
import { Unsupported } from '../support/harness-error.ts';
import { waitUntil } from '../support/clock.ts';
import { kindsOfProbe } from './probes.ts';

/** What each kind of probe showed under a fault, in the order of `kindsOfProbe`; undefined where it fits no service. */
export interface Seen {
  readonly kind: string;
  readonly green: readonly (boolean | undefined)[];
  /** How long each injection took. */
  readonly injectMs: readonly number[];
  readonly unsupported?: string;
}

const symptomMs = 20_000;

/** Injects a specimen's fault, waits until users notice, and asks every kind of probe that was green before. */
export async function look(specimen: Specimen, engineKind: string, repeats: number): Promise<Seen> {
  const { kind } = specimen;
  const engine = engines.find(engineKind);
  if (engine === undefined) throw new Error(`unexpected engine "${engineKind}"`);
  const stack = specimen.stack();
  await engine.prepare(stack);
  const running = await engine.start(stack, {
    provisionMs: 60_000,
    standIns: [],
    onStandIn: async () => 125,
    signal: new AbortController().signal,
  });
  try {
    const bench = await benchOf(running);
    await specimen.prepare?.(bench);
    await served(specimen, bench, true);
    const before = await askAll(bench);
    const injectMs: number[] = [];
    let green: readonly (boolean | undefined)[] = [];
    for (let round = 0; round < repeats; round++) {
      const began = performance.now();
      const injected = await injectInto(bench, kind, specimen.settings);
      injectMs.push(performance.now() - began);
      if (round === 0) {
        await served(specimen, bench, false);
        const under = await askAll(bench);
        // What was red before says nothing.
        green = under.map((answer, index) => (before[index] === true ? answer : undefined));
      }
      await injected.undo();
      await served(specimen, bench, true);
    }
    return { kind, green, injectMs };
  } catch (thrown) {
    if (thrown instanceof Unsupported) return { kind, green: [], injectMs: [], unsupported: thrown.message };
    throw thrown;
  } finally {
    await running[Symbol.asyncDispose]();
  }
}

async function askAll(bench: Bench): Promise<readonly (boolean | undefined)[]> {
  return await Promise.all(kindsOfProbe.map(({ ask }) => ask(bench)));
}

async function served(specimen: Specimen, bench: Bench, wanted: boolean): Promise<void> {
  const held = await waitUntil(async () => (await specimen.works(bench)) === wanted, { withinMs: symptomMs, everyMs: 100 });
  if (!held) throw new Error(`${specimen.kind}: users are ${wanted ? 'not ' : ''}served`);
}
