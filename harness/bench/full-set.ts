import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEvidenceFolder } from '../evidence/folder.ts';
import { readRuns } from '../evidence/read-runs.ts';
import { judgeScenario } from '../judging/judge-scenario.ts';
import type { ScenarioRun } from '../model/run.ts';
import type { Measure } from './measure.ts';
import { timed } from './program.ts';
import { beganAt, longestNeededMs, neededShare, timeSplits, type TimeSplit } from './time-split.ts';
import { timeTable } from './time-table.ts';

const repeats = 3;
const scenario = 'fixtures/scenarios/bench/full-set.yaml';
/** What its acting steps are, as its author knows beforehand. */
const known = ['necessary', 'redundant-here', 'necessary', 'redundant-here'];

interface Timed {
  readonly splits: readonly TimeSplit[];
  readonly seconds: number;
  readonly beforeSeconds: number;
  readonly afterSeconds: number;
}

/** Every trial that there is of one procedure with four acting steps: how long all take, where that goes, and what part of it no harness could spare. */
export async function fullSet(): Promise<readonly Measure[]> {
  const runs: Timed[] = [];
  for (let run = 0; run < repeats; run++) runs.push(await once());
  console.log(`${timeTable(runs.map(({ splits }) => splits))}\n`);
  const name = 'full set';
  return [
    { what: `${name}: eight trials, four acting steps`, values: runs.map(({ seconds }) => seconds), unit: 's', limit: 25 },
    { what: `${name}: what its longest trial needs`, values: runs.map(({ splits }) => longestNeededMs(splits) / 1000), unit: 's' },
    { what: `${name}: against that`, values: runs.map(({ splits, seconds }) => seconds / (longestNeededMs(splits) / 1000)), unit: '×' },
    { what: `${name}: part of the trials' time that is needed`, values: runs.map(({ splits }) => neededShare(splits) * 100), unit: '%' },
    { what: `${name}: before the first trial`, values: runs.map(({ beforeSeconds }) => beforeSeconds), unit: 's' },
    { what: `${name}: after the last one`, values: runs.map(({ afterSeconds }) => afterSeconds), unit: 's' },
  ];
}

/** @throws when the drill found anything else than what is known of its steps: what went wrong is no measure. */
async function once(): Promise<Timed> {
  const root = mkdtempSync(join(tmpdir(), 'drillbook-bench-'));
  try {
    const calledAt = Date.now();
    const { seconds } = await timed(['drill', scenario, '--prove', '--engine', 'processes', '--evidence', root]);
    const run = readRuns(openEvidenceFolder(join(root, folderIn(root))))[0];
    if (run === undefined) throw new Error(`unexpected evidence without ${scenario}`);
    refuseOtherMarks(run);
    const journals = run.trials.map(({ events }) => events);
    const beganFirst = Math.min(...journals.map(beganAt));
    const splits = timeSplits(journals);
    const beforeSeconds = (beganFirst - calledAt) / 1000;
    const lastSeconds = Math.max(...splits.map(({ endsMs }) => endsMs)) / 1000;
    return { splits, seconds, beforeSeconds, afterSeconds: seconds - beforeSeconds - lastSeconds };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function folderIn(root: string): string {
  return readdirSync(root).find(name => !name.startsWith('.')) ?? '';
}

function refuseOtherMarks(run: ScenarioRun): void {
  const marks = (judgeScenario(run).steps ?? []).map(({ mark }) => mark);
  if (marks.join() !== known.join()) throw new Error(`unexpected marks ${marks.join(', ')}, expected ${known.join(', ')}`);
}
