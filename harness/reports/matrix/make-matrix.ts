import { judgeCell, needsControl, needsPreparation } from '../../judging/judge-cell.ts';
import { cellResults } from '../../model/matrix.ts';
import type { MatrixHeader, NotTried } from '../../model/matrix.ts';
import type { TrialRun } from '../../model/run.ts';
import { place } from '../report-place.ts';
import type { Matrix, MatrixCell } from './matrix-schema.ts';

/** A trial with the digest that pins its journal. */
export type PinnedTrial = TrialRun & { readonly head: string };

/** The journals of one cell. */
export interface CellTrials {
  readonly procedureOf: number;
  readonly faultOf: number;
  /** Attempts, in order; empty where the trial left no journal. */
  readonly trials: readonly PinnedTrial[];
  /** The same fault with nobody acting. */
  readonly control?: PinnedTrial;
  /** The same fault with the procedure that is for it. */
  readonly cure?: PinnedTrial;
  /** The same procedure with the fault that it is for. */
  readonly home?: PinnedTrial;
  /** The same with what the procedure's own scenario prepares as well. */
  readonly prepared?: PinnedTrial;
}

export interface MatrixFacts {
  readonly header: MatrixHeader;
  readonly cells: readonly CellTrials[];
  readonly notTried: readonly NotTried[];
  readonly endedAt: string;
  readonly interrupted: boolean;
}

/** The whole matrix as one document; every result is judged from the journals. */
export function makeMatrix({ header, cells, notTried, endedAt, interrupted }: MatrixFacts): Matrix {
  const { version, matrix, drillbook, rules, startedAt, machine, engine, trigger, source, all, leftOut } = header;
  const canStop = new Map(header.stacks.flatMap(({ scenarios }) => scenarios.map(one => [one.number, one.canStop] as const)));
  const judged = cells.map(cell => cellOf(cell, canStop.get(cell.procedureOf) ?? false));
  const count = (result: MatrixCell['result']): number => judged.filter(cell => cell.result === result).length;
  return {
    version,
    matrix,
    drillbook,
    rules,
    startedAt,
    endedAt,
    machine,
    engine,
    trigger,
    ...(source === undefined ? {} : { source }),
    all,
    verifies: false,
    interrupted,
    totals: {
      cells: judged.length,
      ...(Object.fromEntries(cellResults.map(result => [result, count(result)])) as Record<MatrixCell['result'], number>),
      notTried: notTried.length,
    },
    stacks: header.stacks.map(({ name, files, digest, scenarios }) => {
      const numbers = new Set(scenarios.map(({ number }) => number));
      return {
        name,
        files: [...files],
        digest,
        scenarios: scenarios.map(one => ({
          ...one,
          procedures: [...one.procedures],
          faults: [...one.faults],
          harmSeenBy: [...one.harmSeenBy],
        })),
        cells: judged.filter(({ faultOf }) => numbers.has(faultOf)),
        notTried: notTried.filter(({ faultOf }) => numbers.has(faultOf)).map(one => ({ ...one })),
      };
    }),
    leftOut: leftOut.map(one => ({ ...one })),
  };
}

function cellOf({ procedureOf, faultOf, trials, control: watched, cure, home, prepared: again }: CellTrials, gated: boolean): MatrixCell {
  const own = procedureOf === faultOf;
  const last = trials.at(-1);
  // Watched for whichever cell of the column needs it.
  const control = last !== undefined && !own && needsControl(last.events) ? watched : undefined;
  const prepared = last !== undefined && !own && needsPreparation(last.events, home?.events) ? again : undefined;
  const about = { procedureOf, faultOf, own, diagnosisTried: gated, attempts: trials.length };
  if (last === undefined)
    return { ...about, result: 'not-judged', reason: 'harness-error', sentence: 'its trial left no journal', acted: [] };
  const { result, reason, sentence, at, acted, stoppedAt } = judgeCell({
    events: last.events,
    own,
    ...(control === undefined ? {} : { control: control.events }),
    ...(cure === undefined ? {} : { cure: cure.events }),
    ...(home === undefined ? {} : { home: home.events }),
    ...(prepared === undefined ? {} : { prepared: prepared.events }),
  });
  return {
    ...about,
    diagnosisTried: gated || actsInDiagnosis((prepared ?? last).events, acted),
    result,
    ...(reason === undefined ? {} : { reason }),
    sentence,
    ...(at === undefined ? {} : { at: placeOf(at) }),
    acted: [...acted],
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    journal: last.journal,
    head: last.head,
    ...(control === undefined ? {} : { control: { journal: control.journal, head: control.head } }),
    ...(prepared === undefined ? {} : { prepared: { journal: prepared.journal, head: prepared.head } }),
  };
}

/** Whether a step that is called a diagnosis did more than look. */
function actsInDiagnosis([first]: PinnedTrial['events'], acted: readonly string[]): boolean {
  return first?.type === 'trial.started' && first.facts.steps.some(({ id, acts }) => acts !== undefined && acted.includes(id));
}

function placeOf(at: Parameters<typeof place>[0]): NonNullable<MatrixCell['at']> {
  const { file, line, column } = place(at);
  return { file, line, column };
}
