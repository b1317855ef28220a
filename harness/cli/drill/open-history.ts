import type { EvidenceFolder } from '../../evidence/folder.ts';
import { redaction } from '../../evidence/redaction.ts';
import type { Sealed } from '../../evidence/seal.ts';
import type { PreviousRun } from '../../evidence/statements.ts';
import type { Team } from '../../model/team.ts';
import type { Plan } from '../../planning/plan.ts';
import { openRun, resultsOf } from '../../register/open-run.ts';
import { retestOf } from '../../register/retest.ts';
import type { Report } from '../../reports/report-schema.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { CommandIo } from '../command.ts';
import { registerStore } from '../register-store.ts';
import { showProblems } from '../show-problems.ts';
import { teamOf } from '../team.ts';

/** What is known beside the run itself: what the team adds, and the runs before it. */
export interface History {
  /**
   * Tells the register that the run has begun, where there is one.
   * @throws {HarnessError} `register` when it cannot be reached: nothing is drilled, for the run would be missing there.
   */
  open(evidence: EvidenceFolder): Promise<OpenHistory>;
}

export interface OpenHistory {
  readonly team?: Team;
  readonly previous?: PreviousRun;
  /** Tells the register how the run ended; resolves to whether it could, which is said where it could not. */
  close(report: Report, sealed: Sealed | undefined): Promise<boolean>;
}

/** Undefined when one of the team's files has a Problem, which is then printed: nothing is drilled. */
export async function openHistory(plans: readonly Plan[], io: CommandIo): Promise<History | undefined> {
  const configs = plans.flatMap(({ config }) => config ?? []);
  const hidden = redaction([...new Set(plans.flatMap(({ secrets }) => secrets))]);
  const about = { configs, cwd: io.cwd, scenarios: plans.map(({ facts }) => hidden.value(facts)) };
  const { problems, team } = await teamOf(about);
  io.stderr.write(showProblems(problems));
  if (problems.some(({ severity }) => severity === 'error')) {
    io.stderr.write('drillbook: nothing was drilled: mend the problems above first\n');
    return undefined;
  }
  const store = registerStore({ configs }, io);
  if (store === undefined) return { open: async () => ({ ...(team === undefined ? {} : { team }), close: async () => true }) };
  return {
    async open({ header }) {
      const run = await openRun(store, header, about.scenarios);
      const { team: whole } = await teamOf({ ...about, population: run.population, retestOf: followup => retestOf(run.before, followup) });
      return {
        ...(whole === undefined ? {} : { team: whole }),
        ...(run.previous === undefined ? {} : { previous: run.previous }),
        async close(report, sealed) {
          try {
            await run.close({
              state: io.signal.aborted ? 'aborted' : 'closed',
              results: resultsOf(report),
              ...(sealed === undefined ? {} : { manifest: sealed.manifest }),
            });
            return true;
          } catch (thrown) {
            io.stderr.write(`drillbook: the run stays open in ${store.describe}: ${messageOf(thrown)}\n`);
            return false;
          }
        },
      };
    },
  };
}
