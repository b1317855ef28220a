import { readCell } from '../../evidence/matrix-folder.ts';
import { judgeCell, needsControl, needsPreparation } from '../../judging/judge-cell.ts';
import { redProbes } from '../../judging/red-probes.ts';
import { watchedTime } from '../../judging/watched-time.ts';
import type { DrillEvent } from '../../model/event.ts';
import type { NotTried } from '../../model/matrix.ts';
import { crossPlan, crossPrepared } from '../../planning/cross-plan.ts';
import { isNear } from '../../planning/near-misses.ts';
import type { Incident } from '../../planning/near-misses.ts';
import { cellWords } from '../../reports/matrix/words.ts';
import type { Chosen, Numbered } from './choose-scenarios.ts';
import { together } from './together.ts';
import type { Cell, MatrixToRun } from './together.ts';

/** What was tried, by numbers, and what was not. */
export interface RanMatrix {
  readonly cells: readonly CellNumbers[];
  readonly notTried: readonly NotTried[];
  /** What no journal tells of. */
  readonly failures: readonly string[];
}

interface CellNumbers {
  readonly procedureOf: number;
  readonly faultOf: number;
}

/** What the trials tell for those that come after them. */
interface Seen {
  /** The journal of each procedure with its own fault. */
  readonly own: Map<Numbered, readonly DrillEvent[]>;
  /** For how long each fault must be watched alone; only those for which it must. */
  readonly watchMs: Map<Numbered, number>;
  /** Procedures that stopped with another's fault, and may have done so for want of what their own scenario prepares. */
  readonly unprepared: Cell[];
}

/**
 * All trials of a matrix: first every procedure with its own fault, for its journal shows which probes the fault makes red; then the others;
 * at last the witnesses: where something bad came about, the same fault with nobody acting; where a procedure may have stopped for want of
 * what its own scenario prepares, the same with that.
 */
export async function runMatrix(stacks: Chosen['stacks'], about: MatrixToRun, all: boolean): Promise<RanMatrix> {
  const seen: Seen = { own: new Map(), watchMs: new Map(), unprepared: [] };
  const own = stacks.flat().flatMap(one => planned(one, one));
  const failures = [...(await runCells(own, about, seen))];
  const { cells, notTried } = others(stacks, all, seen);
  failures.push(...(await runCells(cells, about, seen)));
  failures.push(...(await tryPrepared(about, seen)), ...(await watchFaults(own, about, seen)));
  const ran = [...own, ...cells].map(({ procedureOf, faultOf }) => ({ procedureOf: procedureOf.number, faultOf: faultOf.number }));
  // Interrupted: what never got its turn left no journal.
  const never = about.io.signal.aborted
    ? ran.filter(({ procedureOf, faultOf }) => readCell(about.folder, { procedureOf, faultOf }).length === 0)
    : [];
  return {
    cells: ran.filter(cell => !never.includes(cell)),
    notTried: [...notTried, ...never.map((cell): NotTried => ({ ...cell, why: 'interrupted', detail: 'it had not begun' }))],
    failures,
  };
}

function planned(procedureOf: Numbered, faultOf: Numbered): readonly Cell[] {
  const crossed = crossPlan(procedureOf.plan, faultOf.plan);
  return crossed.ok ? [{ procedureOf, faultOf, plan: crossed.plan }] : [];
}

/** Combinations of a procedure with another's fault. */
function others(
  stacks: Chosen['stacks'],
  all: boolean,
  seen: Seen,
): { readonly cells: readonly Cell[]; readonly notTried: readonly NotTried[] } {
  const cells: Cell[] = [];
  const notTried: NotTried[] = [];
  for (const members of stacks) {
    const incidents = new Map(members.map(one => [one, incidentOf(one, seen)]));
    const near = (one: Numbered, other: Numbered): boolean => {
      const [here, there] = [incidents.get(one), incidents.get(other)];
      return here !== undefined && there !== undefined && isNear(here, there);
    };
    for (const procedureOf of members)
      for (const faultOf of members.filter(one => one !== procedureOf)) {
        const leave = (why: NotTried['why'], detail: string): void =>
          void notTried.push({ procedureOf: procedureOf.number, faultOf: faultOf.number, why, detail });
        const crossed = crossPlan(procedureOf.plan, faultOf.plan);
        if (!crossed.ok) leave(crossed.why, crossed.detail);
        else if (!all && !near(procedureOf, faultOf)) leave('not-near', 'it hits another service, and not the same probes are red');
        else cells.push({ procedureOf, faultOf, plan: crossed.plan });
      }
  }
  return { cells, notTried };
}

function incidentOf(one: Numbered, { own }: Seen): Incident {
  const red = redProbes(own.get(one) ?? []);
  return { plan: one.plan, ...(red === undefined ? {} : { red }) };
}

async function runCells(cells: readonly Cell[], about: MatrixToRun, seen: Seen): Promise<readonly string[]> {
  return await together(cells, about, {
    trial: 'as-written',
    // With another's fault a step that fails is what a good runbook's gate does: there is nothing to be patient for.
    more: ({ procedureOf, faultOf }) => ({ humanPace: procedureOf === faultOf }),
    ended(cell, events) {
      const { procedureOf, faultOf } = cell;
      const own = procedureOf === faultOf;
      if (own) seen.own.set(faultOf, events);
      if (!own && needsPreparation(events, seen.own.get(procedureOf))) {
        seen.unprepared.push(cell);
        return 'it is tried again with what its own scenario prepares before it is judged';
      }
      if (own || !needsControl(events)) return showCell(events, own, seen.own.get(procedureOf));
      seen.watchMs.set(faultOf, Math.max(seen.watchMs.get(faultOf) ?? 0, watchedTime(events)));
      return 'the fault alone is watched before it is judged';
    },
  });
}

/** Procedures that stopped, once more, with nothing missing that is there with their own fault. */
async function tryPrepared(about: MatrixToRun, { unprepared, own }: Seen): Promise<readonly string[]> {
  const cells = unprepared.flatMap(({ procedureOf, faultOf }): readonly Cell[] => {
    const crossed = crossPrepared(procedureOf.plan, faultOf.plan);
    return crossed.ok ? [{ procedureOf, faultOf, plan: crossed.plan }] : [];
  });
  return await together(cells, about, {
    trial: 'as-written',
    prepared: true,
    more: () => ({ humanPace: false }),
    ended: ({ procedureOf }, events) => showCell(events, false, own.get(procedureOf)),
  });
}

/** What the faults do alone, once for all procedures that were tried against them. */
async function watchFaults(own: readonly Cell[], about: MatrixToRun, { watchMs }: Seen): Promise<readonly string[]> {
  const watched = own.filter(({ faultOf }) => watchMs.has(faultOf));
  return await together(watched, about, {
    trial: 'without-runbook',
    more: ({ faultOf }) => ({ watchAtLeastMs: watchMs.get(faultOf) ?? 0 }),
    ended: () => undefined,
  });
}

function showCell(events: readonly DrillEvent[], own: boolean, home: readonly DrillEvent[] = []): string {
  const { result, reason } = judgeCell({ events, own, home });
  return `${cellWords[result].word}${reason === undefined ? '' : ` (${reason})`}`;
}
