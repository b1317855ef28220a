import type { NotDrilled } from '../../model/not-drilled.ts';
import type { Problem } from '../../model/problem.ts';
import type { Plan } from '../../planning/plan.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { annotateProblems } from '../ci-outputs.ts';
import type { CommandIo } from '../command.ts';
import type { Selection } from '../find-scenarios.ts';
import { planLoader } from '../plan-loader.ts';
import { showProblems, uniqueProblems } from '../show-problems.ts';
import { wholeTeams } from './whole-teams.ts';

export interface ReadPlans {
  readonly plans: readonly Plan[];
  /** Of teams with a Problem in a file. */
  readonly notDrilled: readonly NotDrilled[];
  /** Why others are skipped. */
  readonly skipped: readonly Problem[];
}

/** The plans of the teams whose files are right; undefined when there are Problems and no such team: they are printed, and nothing is drilled. */
export async function readPlans(selection: Selection, document: boolean, io: CommandIo): Promise<ReadPlans | undefined> {
  const load = await planLoader(io);
  const files = await Promise.all(selection.files.map(async file => ({ file, planned: await load(file) })));
  const { plans: whole, notDrilled, skipped, warnings } = await wholeTeams(files, io.cwd);
  const plans =
    selection.tags.length === 0
      ? whole
      : whole.filter(plan => selection.tags.some(tag => plan.scenario.tags.includes(tag) || plan.scenario.tags.includes(`@${tag}`)));
  if (notDrilled.length > 0 && plans.length === 0) {
    const problems = files.flatMap(({ planned }) => (planned.ok ? planned.warnings : planned.problems));
    const told = [...problems, ...notDrilled.flatMap(one => one.problems)];
    io.stderr.write(showProblems(told));
    annotateProblems(uniqueProblems(told), { io, document });
    io.stderr.write('drillbook: nothing was drilled: mend the problems above first\n');
    return undefined;
  }
  io.stderr.write(showProblems(warnings));
  for (const team of new Set(notDrilled.map(one => one.team)))
    io.stderr.write(`drillbook: nothing of ${cleanLine(team)} is drilled: its files have problems, which are told at the end\n`);
  return { plans, notDrilled, skipped };
}
