import type { LogLine, RunningStack, ServiceInstance, ServiceStatus } from '../../engines/engine.ts';
import { logLines, type LogRange } from '../log-lines.ts';
import { stackMemory } from '../stack-memory.ts';
import { managerLines } from './manager-log.ts';
import type { ServiceUnit } from './unit.ts';

/** A line that an instance of a unit's service printed, with the process id where the running process printed it. */
export interface UnitLine {
  readonly line: LogLine;
  readonly pid?: number;
  /** Said by systemd of the unit, not by the unit. */
  readonly isManager?: boolean;
}

/** What the processes of a unit printed, and systemd said of it, in the order of time. */
export async function unitLog(unit: ServiceUnit, stack: RunningStack, range: LogRange = {}): Promise<readonly UnitLine[]> {
  const parts = await Promise.all(
    unit.service.instances().map(async instance => {
      const [lines, status] = await Promise.all([logLines(instance, range), instance.status({ health: false })]);
      return lines.map(line => unitLine(line, status, lastEnd(unit, stack)));
    }),
  );
  const said = managerLines(unit, stack, range).map(line => ({ line, pid: 1, isManager: true }));
  return [...said, ...parts.flat()].toSorted((one, other) => one.line.at - other.line.at);
}

/** The same of a line that has just come. */
export async function newUnitLine(line: LogLine, unit: ServiceUnit, instance: ServiceInstance, stack: RunningStack): Promise<UnitLine> {
  return unitLine(line, await instance.status({ health: false }), lastEnd(unit, stack));
}

/** An engine may note a start a moment after the process has printed its first line. A restart by policy takes longer than that. */
const lateNoteMs = 100;

function unitLine(line: LogLine, { pid, startedAt }: ServiceStatus, endedAt: number): UnitLine {
  const isOfRunning = startedAt !== undefined && line.at >= startedAt.getTime() - lateNoteMs && line.at > endedAt;
  return { line, ...(isOfRunning && pid !== undefined ? { pid } : {}) };
}

/** When a stop job of a unit last ended; wall clock. */
const ends = stackMemory(() => new Map<string, number>());

export function noteEnd({ name }: ServiceUnit, stack: RunningStack): void {
  ends(stack).set(name, Date.now());
}

function lastEnd({ name }: ServiceUnit, stack: RunningStack): number {
  return ends(stack).get(name) ?? 0;
}
