import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningStack } from '../../engines/engine.ts';
import type { Answer } from '../../model/operation.ts';
import { ask } from '../ask.ts';
import { countLedger, idsIn } from '../ledger.ts';
import type { Load } from '../load.ts';
import { operationOf } from '../operation-of.ts';
import type { PhaseResult, Trial } from '../trial.ts';
import { proveAgain } from './effect.ts';
import type { ActiveFault } from './inject.ts';

/** Where service did not come back: a write that was acknowledged a moment ago is on its way, and not lost. */
const onItsWayMs = 2_000;

/**
 * What is left: is the cause gone or only masked, and what became of the acknowledged writes. `read` is asked until nothing is
 * missing or the recovery budget has passed, for queues and replicas may need their time.
 */
export async function residual(
  trial: Trial,
  stack: RunningStack,
  active: readonly ActiveFault[],
  load: Load | undefined,
  restored: boolean,
): Promise<PhaseResult> {
  await proveAgain(trial, active, 'residual');
  const planned = trial.plan.scenario.load;
  if (load === undefined || planned === undefined) return { held: true };
  await load.stop();
  const read = operationOf(trial, planned.read.kind);
  const endMs = trial.now() + (restored ? trial.plan.facts.budget.recoveryMs : onItsWayMs);
  const timeoutMs = Math.max(trial.plan.scenario.pace.probeLimitMs, 5_000);
  for (;;) {
    const answer = await ask(read, planned.read.settings, { stack, timeoutMs, signal: trial.signal });
    trial.signal.throwIfAborted();
    const present = idsIn(answer);
    const executed = await executedIn(trial, stack, timeoutMs);
    const unread = answer.error ?? (present === undefined ? shortly(answer) : executed.unread);
    const reading = present === undefined || executed.unread !== undefined ? undefined : countLedger(load.writes, present, executed.ids);
    const over = trial.now() >= endMs;
    const waits = (reading?.lost.length ?? 0) + (reading?.jobs?.neverExecuted.length ?? 0) > 0;
    if (reading !== undefined && (!waits || over)) {
      trial.record({ type: 'ledger', ...reading });
      return { held: true };
    }
    // Where service did not come back, waiting for somebody who reads would only cost time.
    if (over || (reading === undefined && !restored)) {
      trial.record({
        type: 'ledger.unread',
        message: unread ?? '',
      });
      return { held: false, note: 'the ledger could not be read' };
    }
    await sleep(Math.min(trial.plan.facts.probeEveryMs, Math.max(0, endMs - trial.now())), undefined, { signal: trial.signal });
  }
}

interface Executed {
  /** An id for each execution; undefined where nobody asks. */
  readonly ids?: readonly string[];
  /** Why it could not be read. */
  readonly unread?: string;
}

async function executedIn(trial: Trial, stack: RunningStack, timeoutMs: number): Promise<Executed> {
  const planned = trial.plan.scenario.load?.executed;
  if (planned === undefined) return {};
  const answer = await ask(operationOf(trial, planned.kind), planned.settings, { stack, timeoutMs, signal: trial.signal });
  trial.signal.throwIfAborted();
  const ids = idsIn(answer);
  return ids === undefined ? { unread: answer.error ?? shortly(answer) } : { ids };
}

function shortly({ text }: Answer): string {
  return `unexpected answer, expected a list of ids: ${text.slice(0, 200)}`;
}
