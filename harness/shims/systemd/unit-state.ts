import type { RunningStack, ServiceStatus } from '../../engines/engine.ts';
import { stackMemory } from '../stack-memory.ts';
import { forgetStarts, refusedStart } from './start-limit.ts';
import { standingOf } from './umbrella.ts';
import { statusOf, type ServiceUnit, type Unit } from './unit.ts';

/** A unit's state in systemd's own words. */
export interface UnitState {
  readonly active: 'active' | 'inactive' | 'failed' | 'activating';
  readonly sub: 'running' | 'exited' | 'dead' | 'failed' | 'auto-restart' | 'start';
  readonly result: 'success' | 'exit-code' | 'signal' | 'core-dump' | 'timeout' | 'start-limit-hit';
  readonly status: ServiceStatus;
  /** When it entered this state. */
  readonly since?: Date;
}

/** Signals after which a service has ended cleanly, systemd.service(5). */
const cleanSignals = ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'];
const coreSignals = ['SIGQUIT', 'SIGILL', 'SIGTRAP', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGSEGV', 'SIGXCPU', 'SIGXFSZ', 'SIGSYS'];

interface Memory {
  /** Units whose failure was taken back by `reset-failed`, with the end that it concerned. */
  readonly reset: Map<string, number>;
  /** Jobs under way, by unit. */
  readonly starting: Set<string>;
  /** Units of which a start job has failed. */
  readonly failedToStart: Set<string>;
}

const memoryOf = stackMemory((): Memory => ({ reset: new Map(), starting: new Set(), failedToStart: new Set() }));

export async function stateOf(unit: Unit, stack: RunningStack): Promise<UnitState> {
  if (unit.type === 'umbrella') {
    const { isUp, since } = await standingOf(unit, stack);
    return {
      active: isUp ? 'active' : 'inactive',
      sub: isUp ? 'exited' : 'dead',
      result: 'success',
      status: { state: 'exited', exitStatus: 0, restarts: 0 },
      ...(since && { since }),
    };
  }
  const status = await statusOf(unit, { health: false });
  const { reset, starting } = memoryOf(stack);
  const { startedAt, endedAt } = status;
  switch (status.state) {
    case 'running':
    case 'paused':
      // systemd sees that a process exists, not that it is frozen.
      if (starting.has(unit.name) || unit.type === 'oneshot')
        return { active: 'activating', sub: 'start', result: 'success', status, ...(startedAt && { since: startedAt }) };
      return { active: 'active', sub: 'running', result: 'success', status, ...(startedAt && { since: startedAt }) };
    case 'restarting':
      return { active: 'activating', sub: 'auto-restart', result: resultOf(status), status, ...(endedAt && { since: endedAt }) };
    case 'stopped':
    case 'exited': {
      const refused = refusedStart(unit, stack);
      if (refused !== undefined) return { active: 'failed', sub: 'failed', result: 'start-limit-hit', status, since: refused };
      const result = resultOf(status);
      const failed = result !== 'success' && reset.get(unit.name) !== (endedAt?.getTime() ?? 0);
      return {
        active: failed ? 'failed' : 'inactive',
        sub: failed ? 'failed' : 'dead',
        result: failed ? result : 'success',
        status,
        ...(endedAt && { since: endedAt }),
      };
    }
  }
}

/** What `systemctl reset-failed` leaves. */
export async function resetFailed(unit: Unit, stack: RunningStack): Promise<void> {
  forgetStarts(unit, stack);
  if (unit.type === 'umbrella') return;
  const { endedAt } = await statusOf(unit, { health: false });
  memoryOf(stack).reset.set(unit.name, endedAt?.getTime() ?? 0);
}

/** While its start job is under way a unit is `activating`. */
export async function whileStarting<T>(unit: ServiceUnit, stack: RunningStack, work: () => Promise<T>): Promise<T> {
  const { starting } = memoryOf(stack);
  starting.add(unit.name);
  try {
    return await work();
  } finally {
    starting.delete(unit.name);
  }
}

export function noteFailedStart(unit: ServiceUnit, stack: RunningStack): void {
  memoryOf(stack).failedToStart.add(unit.name);
}

/** Whether a start of it has failed, by an operator's job or by its restart policy. */
export async function hasFailedToStart(unit: ServiceUnit, stack: RunningStack): Promise<boolean> {
  const { restarts } = await statusOf(unit, { health: false });
  return memoryOf(stack).failedToStart.has(unit.name) || (restarts > 0 && unit.type !== 'simple');
}

function resultOf({ state, exitStatus, signal }: ServiceStatus): UnitState['result'] {
  if (signal !== undefined) {
    if (cleanSignals.includes(signal)) return 'success';
    if (coreSignals.includes(signal)) return 'core-dump';
    // A stop that ended with SIGKILL ran into its time limit.
    return state === 'stopped' && signal === 'SIGKILL' ? 'timeout' : 'signal';
  }
  return exitStatus === undefined || exitStatus === 0 ? 'success' : 'exit-code';
}
