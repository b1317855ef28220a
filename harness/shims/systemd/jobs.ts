import type { RunningStack, ServiceStatus } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { waitUntil } from '../../support/clock.ts';
import { processOf } from '../controls.ts';
import { isNginx } from '../nginx.ts';
import { sayNotStarted, sayStarted, sayStarting, sayStopped, sayStopping } from './manager-log.ts';
import { hasGoodConfiguration } from './nginx-configuration.ts';
import { startsTooOften } from './start-limit.ts';
import { startUmbrella, stopUmbrella } from './umbrella.ts';
import { isAlive, statusOf, type ServiceUnit, type Unit } from './unit.ts';
import { noteEnd } from './unit-log.ts';
import { noteFailedStart, stateOf, whileStarting } from './unit-state.ts';

/** systemd's DefaultTimeoutStartSec and DefaultTimeoutStopSec. */
const jobLimitMs = 90_000;

/** How a job ended, in the words that systemctl puts after "because"; of the limit of starts it has none. */
export type JobResult =
  | 'done'
  | 'the control process exited with error code'
  | 'a fatal signal was delivered to the control process'
  | 'a timeout was exceeded'
  | 'start-limit-hit';

/**
 * Starts a unit and returns when its type says that it has started: `simple` when the process exists,
 * `notify` and `forking` when it is ready (healthy), `oneshot` when it has ended.
 */
export async function startUnit(unit: Unit, stack: RunningStack, signal: AbortSignal): Promise<JobResult> {
  if (unit.type === 'umbrella') {
    const started = await startUmbrella(unit, stack, member => startUnit(member, stack, signal));
    if (started.includes('start-limit-hit')) throw new Unsupported(`${unit.name} after too many starts of what it stands for`);
    return 'done';
  }
  const process = processOf(unit.service, stack);
  if ((unit.type === 'notify' || unit.type === 'forking') && unit.spec.healthcheck === undefined) {
    throw new Unsupported(`unit ${unit.name} is of type ${unit.type}, and without a healthcheck the stack does not say when it is ready`);
  }
  const states = await statesOf(unit);
  if (states.length > 0 && states.every(isAlive)) return 'done';
  if (startsTooOften(unit, stack)) {
    sayNotStarted(unit, stack, 'start-limit-hit');
    return 'start-limit-hit';
  }
  const began = Date.now();
  if (unit.type !== 'simple') sayStarting(unit, stack);
  // `ExecStartPre=` of Debian's unit reads the configuration first.
  if (isNginx(unit.service, stack) && !(await hasGoodConfiguration(unit))) {
    sayNotStarted(unit, stack, 'exit-code');
    return 'the control process exited with error code';
  }
  await process.start();
  if (unit.type === 'simple') {
    sayStarted(unit, stack, began);
    return 'done';
  }
  const result = await whileStarting(unit, stack, () => readiness(unit, stack, signal));
  if (result === 'done') sayStarted(unit, stack);
  else {
    noteFailedStart(unit, stack);
    const { result: why, status } = await stateOf(unit, stack);
    sayNotStarted(unit, stack, result === 'a timeout was exceeded' ? 'timeout' : why, status);
  }
  return result;
}

/** SIGTERM and SIGCONT, after 90 s SIGKILL; returns when it has ended. The stack's own stop signal takes SIGTERM's place, as KillSignal= does. */
export async function stopUnit(unit: Unit, stack: RunningStack): Promise<void> {
  if (unit.type === 'umbrella') return stopUmbrella(unit, stack, member => stopUnit(member, stack));
  const process = processOf(unit.service, stack);
  if ((await statesOf(unit)).every(state => state === 'stopped' || state === 'exited')) return;
  sayStopping(unit, stack);
  await process.stop({ graceMs: jobLimitMs });
  noteEnd(unit, stack);
  sayStopped(unit, stack, await stateOf(unit, stack));
}

async function statesOf({ service }: ServiceUnit): Promise<readonly ServiceStatus['state'][]> {
  return Promise.all(service.instances().map(async instance => (await instance.status({ health: false })).state));
}

async function readiness(unit: ServiceUnit, stack: RunningStack, signal: AbortSignal): Promise<JobResult> {
  let status: ServiceStatus | undefined;
  const settled = await waitUntil(
    async () => {
      status = await statusOf(unit);
      return !isAlive(status.state) || (unit.type !== 'oneshot' && status.health === 'healthy');
    },
    { withinMs: jobLimitMs, everyMs: 100, signal },
  );
  if (!settled || status === undefined) {
    await processOf(unit.service, stack).stop({ graceMs: jobLimitMs });
    return 'a timeout was exceeded';
  }
  if (status.state === 'running') return 'done';
  if (unit.type === 'oneshot' && status.exitStatus === 0) return 'done';
  return status.signal === undefined ? 'the control process exited with error code' : 'a fatal signal was delivered to the control process';
}
