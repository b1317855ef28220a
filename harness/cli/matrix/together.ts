import { runScenario } from '../../drill/run-scenario.ts';
import type { ScenarioOptions } from '../../drill/run-scenario.ts';
import type { Slots } from '../../drill/slots.ts';
import type { Engine } from '../../engines/engine.ts';
import type { MatrixFolder } from '../../evidence/matrix-folder.ts';
import { cellFolder } from '../../evidence/matrix-folder.ts';
import { judgeTrial } from '../../judging/judge-trial.ts';
import type { DrillEvent } from '../../model/event.ts';
import type { Plan } from '../../planning/plan.ts';
import { makeProgress } from '../../reports/progress/progress.ts';
import { shortNames } from '../../reports/progress/short-names.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { CommandIo } from '../command.ts';
import { inCi } from '../drill/in-ci.ts';
import type { Numbered } from './choose-scenarios.ts';

export interface MatrixToRun {
  readonly io: CommandIo;
  readonly folder: MatrixFolder;
  readonly engines: ReadonlyMap<Plan, Engine>;
  readonly slots: Slots;
  /** How many of them a trial on an engine takes. */
  readonly slotsPerTrial: (engine: string) => number;
}

/** One combination, bound. */
export interface Cell {
  readonly procedureOf: Numbered;
  readonly faultOf: Numbered;
  readonly plan: Plan;
}

/** What is done with each cell. */
export interface ToDo {
  readonly trial: 'as-written' | 'without-runbook';
  /** With what the procedure's own scenario prepares as well. @default false */
  readonly prepared?: boolean;
  readonly more?: (cell: Cell) => Pick<ScenarioOptions, 'humanPace' | 'watchAtLeastMs'>;
  /** Told the journal that counts. @returns what came out, in a few words; undefined where only the end will tell */
  readonly ended: (cell: Cell, events: readonly DrillEvent[]) => string | undefined;
}

/**
 * As many trials at once as there are slots for, each as in a drill and shown while it is under way.
 * @returns what no journal tells of
 */
export async function together(
  cells: readonly Cell[],
  { io, folder, engines, slots, slotsPerTrial }: MatrixToRun,
  { trial, prepared = false, more, ended }: ToDo,
): Promise<readonly string[]> {
  if (cells.length === 0 || io.signal.aborted) return [];
  const failures: string[] = [];
  const names = namesOf(cells, trial === 'without-runbook', prepared);
  const progress = makeProgress(io.stderr, { scenarios: [...names.values()], what: 'cells', brief: true, env: io.env });
  const interrupted = (): void => progress.note('interrupted: cleaning up; once more ends at once');
  io.signal.addEventListener('abort', interrupted, { once: true });
  try {
    await Promise.all(
      cells.map(async cell => {
        const name = names.get(cell) ?? '';
        const engine = engines.get(cell.faultOf.plan);
        if (engine === undefined) return;
        try {
          const { trials } = await runScenario(cell.plan, {
            engine,
            evidence: folder.path,
            folder: cellFolder(folder.path, {
              procedureOf: trial === 'as-written' ? cell.procedureOf.number : 0,
              faultOf: cell.faultOf.number,
              prepared,
            }),
            genesis: folder.genesis,
            drillbook: folder.header.drillbook,
            judgeTrial,
            trials: [trial],
            slots,
            slotsPerTrial: slotsPerTrial(engine.kind),
            secondAttempt: inCi(io.env),
            signal: io.signal,
            onEvent: (_trial, event) => progress.event(name, trial, event),
            ...more?.(cell),
          });
          const outcome = ended(cell, trials.at(-1)?.events ?? []);
          progress.scenarioEnded(name, undefined);
          if (outcome !== undefined && !io.signal.aborted) progress.note(`${name}: ${outcome}`);
        } catch (thrown) {
          progress.scenarioEnded(name, undefined);
          if (!io.signal.aborted) failures.push(`${name}: ${messageOf(thrown)}`);
        }
      }),
    );
  } finally {
    io.signal.removeEventListener('abort', interrupted);
    progress.end();
  }
  return failures;
}

/** Ids are paths, and two of them a long line: as short as they can be told apart. */
function namesOf(cells: readonly Cell[], nobody: boolean, prepared: boolean): ReadonlyMap<Cell, string> {
  const ids = new Set(cells.flatMap(({ procedureOf, faultOf }) => [procedureOf, faultOf].map(({ plan }) => plan.facts.scenario)));
  const short = shortNames([...ids], 40);
  const nameOf = ({ plan }: Numbered): string => short.get(plan.facts.scenario) ?? plan.facts.scenario;
  return new Map(
    cells.map(cell => {
      const { procedureOf, faultOf } = cell;
      if (nobody) return [cell, `nobody against ${nameOf(faultOf)}`];
      return [
        cell,
        `${nameOf(procedureOf)} against ${procedureOf === faultOf ? 'its own' : nameOf(faultOf)}${prepared ? ', prepared' : ''}`,
      ];
    }),
  );
}
