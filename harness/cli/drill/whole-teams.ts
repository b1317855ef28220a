import { dirname, relative } from 'node:path';
import { redaction } from '../../evidence/redaction.ts';
import type { NotDrilled } from '../../model/not-drilled.ts';
import type { Problem } from '../../model/problem.ts';
import { configFileOf } from '../../planning/config-file.ts';
import type { Plan, Planned } from '../../planning/plan.ts';
import { wellFormed } from '../../support/canonical-json.ts';
import { skippedOf } from '../skipped.ts';
import { teamOf } from '../team.ts';

export interface PlannedFile {
  readonly file: string;
  readonly planned: Planned;
}

export interface WholeTeams {
  readonly plans: readonly Plan[];
  readonly notDrilled: readonly NotDrilled[];
  /** Why others are skipped; those stand in nobody's way. */
  readonly skipped: readonly Problem[];
  /** What is said of the plans that are drilled. */
  readonly warnings: readonly Problem[];
}

/**
 * The plans of all teams whose files are right. Within a team a Problem anywhere stops all of it, as one file's mistake is most often
 * another's; a team is what lies below one `drillbook.yaml`, and what has none is one team, too.
 */
export async function wholeTeams(files: readonly PlannedFile[], cwd: string): Promise<WholeTeams> {
  const skipped = skippedOf(files.map(({ planned }) => planned));
  const teams = new Map<string, PlannedFile[]>();
  for (const one of files) {
    if (!one.planned.ok && one.planned.skipped !== undefined) continue;
    const config = configFileOf(one.file);
    const team = config === undefined ? '' : dirname(config);
    teams.set(team, [...(teams.get(team) ?? []), one]);
  }
  const all = await Promise.all(
    [...teams].map(async ([team, members]): Promise<Omit<WholeTeams, 'skipped'>> => {
      const plans = members.flatMap(({ planned }) => (planned.ok ? [planned.plan] : []));
      const ofTeam = plans.length < members.length || teams.size === 1 ? [] : await teamProblems(plans, cwd);
      if (plans.length === members.length && ofTeam.length === 0)
        return { plans, notDrilled: [], warnings: members.flatMap(({ planned }) => (planned.ok ? planned.warnings : [])) };
      return {
        plans: [],
        notDrilled: members.map(({ file, planned }, index) => ({
          file,
          team: relative(cwd, team === '' ? cwd : team) || '.',
          problems: [...(planned.ok ? [] : planned.problems), ...(index === 0 ? ofTeam : [])].map(kept),
        })),
        warnings: [],
      };
    }),
  );
  const order = new Map(files.map(({ planned }, index) => [planned.ok ? planned.plan : planned, index]));
  return {
    plans: all.flatMap(({ plans }) => plans).sort((one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0)),
    notDrilled: all.flatMap(({ notDrilled }) => notDrilled).sort((one, other) => (one.file < other.file ? -1 : 1)),
    skipped,
    warnings: all.flatMap(({ warnings }) => warnings),
  };
}

/** What is wrong with the files that the team's `drillbook.yaml` names. */
async function teamProblems(plans: readonly Plan[], cwd: string): Promise<readonly Problem[]> {
  const hidden = redaction([...new Set(plans.flatMap(({ secrets }) => secrets))]);
  const { problems } = await teamOf({
    configs: plans.flatMap(({ config }) => config ?? []),
    cwd,
    scenarios: plans.map(({ facts }) => hidden.value(facts)),
  });
  return problems.filter(({ severity }) => severity === 'error');
}

/** As evidence can carry it: YAML can write half of a surrogate pair, which canonical JSON cannot. */
function kept({ rule, severity, message, location: { file, line, column }, hint }: Problem): Problem {
  return {
    rule,
    severity,
    message: wellFormed(message),
    location: { file, line, column },
    ...(hint === undefined ? {} : { hint: wellFormed(hint) }),
  };
}
