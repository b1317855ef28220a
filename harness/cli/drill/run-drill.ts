import { anyPrints } from '../../drill/scheduler/reporters.ts';
import type { ReporterName } from '../../drill/scheduler/reporters.ts';
import { requestScenario } from '../../drill/scheduler/request-scenario.ts';
import { runScheduler } from '../../drill/scheduler/run-scheduler.ts';
import type { Failure } from '../../drill/scheduler/run-scheduler.ts';
import type { Shard } from '../../drill/scheduler/shard.ts';
import type { AskedTrial } from '../../model/trial-kind.ts';
import type { Engine } from '../../engines/engine.ts';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import type { Plan } from '../../planning/plan.ts';
import { makeProgress } from '../../reports/progress/progress.ts';
import { slotsPerTrial, trialsInFlight } from '../capacity.ts';
import { inTurn, type Turn } from './in-turn.ts';
import type { CommandIo } from '../command.ts';
import { inCi } from './in-ci.ts';
import { outcomeSoFar } from './outcome-so-far.ts';

export interface DrillToRun {
  readonly io: CommandIo;
  readonly evidence: EvidenceFolder;
  readonly engines: ReadonlyMap<Plan, Engine>;
  readonly trials: readonly AskedTrial[] | undefined;
  /** Trials under way at once; else what the machine bears. */
  readonly inFlight: number | undefined;
  /** Whether journal lines go to standard output as they happen. */
  readonly events: boolean;
  readonly reporters: readonly ReporterName[];
  readonly shard?: Shard;
}

/** Runs all trials of all plans and shows how they go on. Resolves to failures that no journal tells of. */
export async function runDrill(
  plans: readonly Plan[],
  { io, evidence, engines, trials, inFlight, events, reporters, shard }: DrillToRun,
): Promise<readonly Failure[]> {
  // What prints there as well would tear its lines.
  const progress = anyPrints(reporters)
    ? undefined
    : makeProgress(io.stderr, {
        scenarios: plans.map(({ facts }) => facts.scenario),
        env: io.env,
        plain: events && io.stdout.isTTY === true,
        reportFollows: io.stdout.isTTY === true,
      });
  // Who says how many trials are under way means trials, whatever runs them.
  const turnOf = (plan: Plan): Turn => ({
    exclusive: plan.scenario.exclusive,
    slotsPerTrial: inFlight === undefined ? slotsPerTrial(engines.get(plan)?.kind ?? '') : 1,
  });
  const interrupted = (): void => progress?.note('interrupted: cleaning up; once more ends at once');
  io.signal.addEventListener('abort', interrupted, { once: true });
  return await runScheduler(
    {
      evidence: evidence.path,
      genesis: evidence.genesis,
      drillbook: evidence.header.drillbook,
      secondAttempt: inCi(io.env),
      ...(trials === undefined ? {} : { trials }),
      scenarios: inTurn(plans, turnOf).map(plan => ({
        ...requestScenario(plan, engines.get(plan)?.kind ?? ''),
        slotsPerTrial: turnOf(plan).slotsPerTrial,
      })),
    },
    {
      inFlight: inFlight ?? trialsInFlight(),
      signal: io.signal,
      reporters,
      outputFolder: io.cwd,
      // Standard output is for the document that was asked for, and for our own report.
      onOutput: text => void io.stderr.write(text),
      ...(shard === undefined ? {} : { shard }),
      onMessage: message => {
        if (message.type === 'scenario-ended') {
          // Of one that was interrupted the report tells, when all have ended.
          const outcome = io.signal.aborted || progress === undefined ? undefined : outcomeSoFar(evidence, message.scenario);
          progress?.scenarioEnded(message.scenario, outcome);
        }
        if (message.type !== 'event') return;
        const { scenario, trial, event } = message;
        progress?.event(scenario, trial, event);
        if (events) io.stdout.write(`${JSON.stringify({ scenario, trial, ...event })}\n`);
      },
    },
  ).finally(() => {
    io.signal.removeEventListener('abort', interrupted);
    progress?.end();
  });
}
