import { constants } from 'node:os';
import type { LogLine, RunningStack, ServiceStatus } from '../../engines/engine.ts';
import type { LogRange } from '../log-lines.ts';
import { stackMemory } from '../stack-memory.ts';
import type { ServiceUnit } from './unit.ts';

/** What systemd itself has said of units, by unit: of the jobs that an operator asked for. What happened without one is not known here. */
const logs = stackMemory(() => new Map<string, LogLine[]>());

export function managerLines({ name }: ServiceUnit, stack: RunningStack, { since, until }: LogRange): readonly LogLine[] {
  return (logs(stack).get(name) ?? []).filter(({ at }) => at >= (since ?? 0) && at <= (until ?? Infinity));
}

/** `<name> - <description>`, as systemd 252 names a unit in what it says of jobs. */
function titleOf({ name, service }: ServiceUnit): string {
  return `${name} - ${service.name}`;
}

function say({ name }: ServiceUnit, stack: RunningStack, text: string, at: number): void {
  const log = logs(stack);
  log.set(name, [...(log.get(name) ?? []), { at, stream: 'stdout', text }]);
}

export function sayStarting(unit: ServiceUnit, stack: RunningStack): void {
  say(unit, stack, `Starting ${titleOf(unit)}...`, Date.now());
}

/** `at`: of a simple unit before its process says anything itself. */
export function sayStarted(unit: ServiceUnit, stack: RunningStack, at = Date.now()): void {
  say(unit, stack, unit.type === 'oneshot' ? `Finished ${titleOf(unit)}.` : `Started ${titleOf(unit)}.`, at);
}

export function sayNotStarted(unit: ServiceUnit, stack: RunningStack, result: string, status?: ServiceStatus): void {
  const at = Date.now();
  if (status !== undefined) sayExit(unit, stack, status, at);
  else if (result === 'start-limit-hit') say(unit, stack, `${unit.name}: Start request repeated too quickly.`, at);
  say(unit, stack, `${unit.name}: Failed with result '${result}'.`, at);
  say(unit, stack, `Failed to start ${titleOf(unit)}.`, at);
}

export function sayStopping(unit: ServiceUnit, stack: RunningStack): void {
  say(unit, stack, `Stopping ${titleOf(unit)}...`, Date.now());
}

export function sayStopped(unit: ServiceUnit, stack: RunningStack, { result, status }: { result: string; status: ServiceStatus }): void {
  const at = Date.now();
  sayExit(unit, stack, status, at);
  say(unit, stack, result === 'success' ? `${unit.name}: Deactivated successfully.` : `${unit.name}: Failed with result '${result}'.`, at);
  say(unit, stack, `Stopped ${titleOf(unit)}.`, at);
}

/** systemd tells of an end only where it was not a clean one. */
function sayExit(unit: ServiceUnit, stack: RunningStack, { exitStatus, signal }: ServiceStatus, at: number): void {
  if (signal !== undefined && !['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGPIPE'].includes(signal)) {
    const number = constants.signals[signal as keyof typeof constants.signals];
    say(unit, stack, `${unit.name}: Main process exited, code=killed, status=${number}/${signal.replace('SIG', '')}`, at);
  } else if (signal === undefined && exitStatus !== undefined && exitStatus !== 0)
    say(unit, stack, `${unit.name}: Main process exited, code=exited, status=${exitStatus}/${exitStatus === 1 ? 'FAILURE' : 'n/a'}`, at);
}
