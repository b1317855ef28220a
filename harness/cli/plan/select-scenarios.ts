import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import type { PlanFile } from '../../selecting/plan-file.ts';
import { annotateProblems } from '../ci-outputs.ts';
import { wantsColor } from '../../reports/wants-color.ts';
import { exitCodes } from '../command.ts';
import type { CommandIo } from '../command.ts';
import { usageError } from '../read-arguments.ts';
import { showProblems } from '../show-problems.ts';
import { makePlanFile } from './make-plan-file.ts';
import type { ToPlan } from './make-plan-file.ts';
import { showPlanFile, summaryOf } from './plan-file-text.ts';

export interface HowToTell {
  readonly json: boolean;
  /** Where the plan is written for machines that drill it. */
  readonly out: string | undefined;
  readonly githubOutput: boolean;
}

/**
 * Chooses scenarios and tells why. With a file for it, a Problem ends only the scenarios that it stands in the way of: the plan carries it to the
 * gate, which fails.
 */
export async function selectScenarios(what: ToPlan, { json, out, githubOutput }: HowToTell, io: CommandIo): Promise<number> {
  const target = io.env['GITHUB_OUTPUT'];
  if (githubOutput && (target === undefined || target === ''))
    throw usageError('unexpected --github-output without GITHUB_OUTPUT, expected it to name a file', 'It is set by GitHub Actions.');
  const { file, here, problems, trouble } = await makePlanFile(what, io);
  if (json) {
    const chosen = new Map(file.scenarios.map(({ file: path, ...entry }) => [path, entry]));
    const scenarios = here.flatMap(({ file: path, scenario }) => {
      const entry = chosen.get(relative(io.cwd, resolve(path)));
      if (entry === undefined && scenario.planned.ok) return [];
      return [{ ...scenario.json, ...(entry === undefined ? {} : { because: entry.because }) }];
    });
    io.stdout.write(`${JSON.stringify({ runbooks: [], scenarios, problems, selection: file }, undefined, 2)}\n`);
  } else {
    const look = {
      color: wantsColor(io.stdout.isTTY === true, io.env),
      width: io.stdout.columns ?? Number.POSITIVE_INFINITY,
    };
    if (file.scenarios.length > 0 || out !== undefined || what.by !== 'base') io.stdout.write(showPlanFile(file, look));
    else io.stderr.write(`drillbook: ${showPlanFile(file, { ...look, color: false })}`);
  }
  io.stderr.write(showProblems(problems));
  // No drill will tell of them.
  if (out !== undefined) annotateProblems(problems, { io, document: json });
  if (trouble !== undefined)
    io.stderr.write(`drillbook: ${trouble}\n  Estimates are the default of a minute where nothing was measured.\n`);
  if (out !== undefined) {
    mkdirSync(dirname(resolve(io.cwd, out)), { recursive: true });
    writeFileSync(resolve(io.cwd, out), `${JSON.stringify(file, undefined, 2)}\n`);
  }
  if (githubOutput && target !== undefined) appendFileSync(target, outputsOf(file));
  if (json && file.scenarios.length === 0) io.stderr.write(`drillbook: ${summaryOf(file)}\n`);
  if (out !== undefined) return exitCodes.ok;
  if (file.problems.length > 0) return exitCodes.usage;
  return file.scenarios.length === 0 ? exitCodes.nothingToRun : exitCodes.ok;
}

/** Of the step that plans, for the jobs after it. */
function outputsOf({ scenarios, shards, minutes }: PlanFile): string {
  const matrix = Array.from({ length: shards }, (_, index) => index + 1);
  return `count=${scenarios.length}\nshards=${shards}\nmatrix=${JSON.stringify(matrix)}\nminutes=${minutes}\n`;
}
