import { relative, resolve } from 'node:path';
import { readRuns } from '../../evidence/read-runs.ts';
import { openEvidenceFolder } from '../../evidence/folder.ts';
import type { DrillEvent } from '../../model/event.ts';
import type { Runbook } from '../../model/runbook.ts';
import { stepLeftOut } from '../../model/trial-kind.ts';
import { keyOf } from './undrilled.ts';

/** What a drill did with a step, best first. */
export const deeds = ['executed', 'bounded', 'stubbed', 'skipped', 'not-reached'] as const;
export type Deed = (typeof deeds)[number];

export interface Done {
  readonly deed: Deed;
  readonly why: string;
  /** Scenarios in which the step was as far. */
  readonly scenarios: readonly string[];
}

/** What the drills of these runs did with each step, by runbook and step. */
export interface Executed {
  readonly steps: ReadonlyMap<string, Done>;
  /** Runbooks that have another text by now: what was done with their steps says nothing of this one. */
  readonly changed: readonly string[];
}

/**
 * Reads from the journals of runs how far each step was carried out. A step of a text that has changed since counts for nothing.
 * @param cwd where paths in journals are meant from
 * @throws {HarnessError} `evidence-changed` when a journal is not as the drill wrote it.
 */
export function executedIn(folders: readonly string[], runbooks: readonly Runbook[], cwd: string): Executed {
  const now = new Map(runbooks.map(({ file, digest }) => [keyOf(file, ''), digest]));
  const steps = new Map<string, Done>();
  const changed = new Set<string>();
  for (const { facts, trials } of folders.flatMap(folder => readRuns(openEvidenceFolder(folder)))) {
    const digests = new Map(facts.runbooks.map(({ file, digest }) => [keyOf(resolve(cwd, file), ''), digest]));
    const files = new Map(facts.steps.map(({ id, location }) => [id, resolve(cwd, location.file)]));
    const note = (step: string, deed: Deed, why: string): void => {
      const file = files.get(step);
      if (file === undefined) return;
      const page = keyOf(file, '');
      if (digests.get(page) !== now.get(page)) {
        if (now.has(page)) changed.add(relative(cwd, file));
        return;
      }
      const key = keyOf(file, step);
      const known = steps.get(key);
      const better = known === undefined || deeds.indexOf(deed) < deeds.indexOf(known.deed);
      if (!better && known.deed !== deed) return;
      const scenarios = [...new Set([...(better ? [] : known.scenarios), facts.scenario])].sort();
      steps.set(key, { deed, why: better ? why : known.why, scenarios });
    };
    const followed = trials.filter(({ trial }) => trial !== 'without-runbook' && stepLeftOut(trial) === undefined);
    for (const { events } of followed) deedsOf(events, note);
    if (followed.length > 0) for (const { id } of facts.steps) note(id, 'not-reached', `${facts.scenario} ended before it`);
  }
  return { steps, changed: [...changed].sort() };
}

function deedsOf(events: readonly DrillEvent[], note: (step: string, deed: Deed, why: string) => void): void {
  let last: string | undefined;
  const done = new Map<string, { readonly deed: Deed; readonly why: string }>();
  for (const event of events) {
    if (event.type === 'step.started') last = event.step;
    if (event.type === 'step.skipped' && event.kind !== 'after-stop' && event.kind !== 'left') note(event.step, 'skipped', event.why);
    // Nothing of a block that bash cannot read is carried out.
    if (event.type === 'step.ended' && !event.syntaxError) {
      const { step, stoppedEndless, timedOut } = event;
      if (timedOut) done.set(step, { deed: 'bounded', why: 'its time limit ended it' });
      else if (stoppedEndless.length > 0) done.set(step, { deed: 'bounded', why: `never ends by itself: ${stoppedEndless.join(', ')}` });
      else done.set(step, { deed: 'executed', why: '' });
    }
    // Told while the step runs, or right behind it.
    if (event.type === 'unsupported' && event.phase === 'respond' && last !== undefined)
      done.set(last, { deed: 'stubbed', why: event.what });
  }
  for (const [step, { deed, why }] of done) note(step, deed, why);
}
