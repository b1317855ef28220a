import type { EvidenceFolder } from '../../evidence/folder.ts';
import type { Sealed } from '../../evidence/seal.ts';
import type { PreviousRun } from '../../evidence/statements.ts';
import type { Team } from '../../model/team.ts';
import type { Plan } from '../../planning/plan.ts';
import type { Report } from '../../reports/report-schema.ts';
import type { CommandIo } from '../command.ts';
import { showProblems } from '../show-problems.ts';
import { teamOf } from '../team.ts';

/** What is known beside the run itself: what the team adds, and the runs before it. */
export interface History {
  /** Tells the register that the run has begun, where there is one. */
  open(evidence: EvidenceFolder): Promise<OpenHistory>;
}

export interface OpenHistory {
  readonly team?: Team;
  readonly previous?: PreviousRun;
  /** Tells the register how the run ended; resolves to whether it could. */
  close(report: Report, sealed: Sealed | undefined): Promise<boolean>;
}

/** Undefined when one of the team's files has a Problem, which is then printed: nothing is drilled. */
export async function openHistory(plans: readonly Plan[], io: CommandIo): Promise<History | undefined> {
  const configs = plans.flatMap(({ config }) => config ?? []);
  const about = { configs, cwd: io.cwd, scenarios: plans.map(({ facts }) => facts) };
  const { problems, team } = await teamOf(about);
  io.stderr.write(showProblems(problems));
  if (problems.some(({ severity }) => severity === 'error')) {
    io.stderr.write('drillbook: nothing was drilled: mend the problems above first\n');
    return undefined;
  }
  return { open: async () => ({ ...(team === undefined ? {} : { team }), close: async () => true }) };
}
