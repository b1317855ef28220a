import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { HarnessError, Unsupported, messageOf } from '../../support/harness-error.ts';
import type { Trial } from '../trial.ts';
import { watchWay } from '../way-hold-ups.ts';
import { within } from '../within.ts';

const disposeLimitMs = 60_000;

/** Starts a fresh stack and makes sure that it is gone however the trial ends. */
export async function provision(trial: Trial): Promise<RunningStack> {
  const { plan, options } = trial;
  const lacks = options.engine.lacks(plan.stack);
  if (lacks.length > 0) throw new Unsupported(`engine ${options.engine.kind} cannot run ${lacks.join('; ')}`);
  let ending = false;
  const stack = await options.engine.start(plan.stack, {
    provisionMs: plan.facts.budget.provisionMs,
    standIns: plan.known.shims.kinds,
    onStandIn: (call, running) => standIn(trial, call, running, () => ending),
    signal: trial.signal,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  });
  trial.undo.push('the stack', () => {
    ending = true;
    return within(Promise.resolve(stack[Symbol.asyncDispose]()), disposeLimitMs, 'its end');
  });
  trial.watch(
    'the way to the stack was held up',
    watchWay(() => stack.echo()),
  );
  void stack.lost.then(reason => {
    if (ending) return;
    trial.abort(
      new HarnessError(
        'stack-lost',
        `unexpected end of the stack: ${messageOf(reason)}`,
        'Look whether this machine ran out of memory or somebody ended its processes, then drill again.',
      ),
    );
  });
  refuseWhatFaultsLack(trial, stack);
  trial.record({
    type: 'stack.ready',
    services: [...stack.services.values()].map(service => ({ name: service.name, runs: service.runs })),
    standIns: plan.known.shims.kinds,
  });
  return stack;
}

/** A fault that the engine cannot carry out is told of before anything is measured. */
function refuseWhatFaultsLack({ plan, options }: Trial, stack: RunningStack): void {
  if (options.trial === 'without-fault') return;
  for (const { fault, spec } of plan.faults) {
    const target = fault.target(spec.settings);
    const service = target === undefined ? undefined : stack.services.get(target);
    const lacking = service === undefined ? [] : fault.needs.filter(capability => service.can[capability] === undefined);
    if (lacking.length > 0)
      throw new Unsupported(
        `engine ${stack.engine} has no control of ${lacking.join(', ')} of service ${target}, which fault ${spec.kind} needs`,
      );
  }
}

/** Answers an operator's tool. What its stand-in does not know fails visibly and makes the trial void: a stand-in never pretends. */
async function standIn(trial: Trial, call: StandInCall, stack: RunningStack, isEnding: () => boolean): Promise<number> {
  try {
    const shim = trial.plan.known.shims.find(call.tool);
    if (shim === undefined) throw new Unsupported(`no stand-in for ${call.tool}`);
    return await shim.run(call, stack);
  } catch (thrown) {
    // The caller was ended (Ctrl-C, its time limit): nobody waits for an answer.
    if (call.signal.aborted || isEnding()) return 130;
    const what = [call.tool, ...call.argv].join(' ');
    if (thrown instanceof Unsupported) trial.record({ type: 'unsupported', what: `${what}: ${thrown.message}` });
    else if (!trial.signal.aborted) trial.record(failureOf(thrown, `stand-in of ${what}`));
    await call.write('stderr', `${call.tool}: ${messageOf(thrown)}\n`).catch(() => undefined);
    return 1;
  }
}

/** A thrown value as the event that says that we could not do our work. */
export function failureOf(
  thrown: unknown,
  doing?: string,
): { readonly type: 'harness.failed'; readonly code: string; readonly message: string; readonly hint: string } {
  const message = doing === undefined ? messageOf(thrown) : `${doing}: ${messageOf(thrown)}`;
  if (thrown instanceof HarnessError) return { type: 'harness.failed', code: thrown.code, message, hint: thrown.hint };
  const where = thrown instanceof Error ? (/\n\s+at (.+)/.exec(thrown.stack ?? '')?.[1] ?? '') : '';
  return {
    type: 'harness.failed',
    code: 'defect',
    message: where === '' ? message : `${message} (${where.replace(/^.*\/(?=harness|dist|node_modules)/, '')})`,
    hint: 'This is a defect of drillbook, not of the runbook; please report it with the journal.',
  };
}
