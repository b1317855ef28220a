import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockResult } from '../engines/engine.ts';
import type { MaskedFailure } from '../model/event.ts';
import type { Stack } from '../model/stack.ts';
import type { PlannedStep } from '../planning/plan.ts';
import type { Operator } from './operator.ts';
import { outOfReach } from './out-of-reach.ts';
import { stepHeld } from './step-held.ts';
import type { Trial } from './trial.ts';

/** Pause before a step that did not hold is tried again. */
const againMs = 500;
/** Live output is for people who watch; what is longer is in `step.ended` alone. */
const liveBytes = 64 * 1024;

/**
 * Carries out one step, again where that is its nature: a `verify` step until its time limit is over, another as often as
 * `retry` says. Every attempt is recorded; the last one counts.
 */
export async function runStep(
  trial: Trial,
  operator: Operator,
  step: PlannedStep,
  id: string,
  {
    before = 0,
    patientUntil = () => Number.POSITIVE_INFINITY,
  }: {
    /** Attempts that it had before, where a person runs it again. */
    readonly before?: number;
    /** When a step that may be tried again is no longer, in the trial's time, although its time limit is not over. */
    readonly patientUntil?: () => number;
  } = {},
): Promise<{ readonly held: boolean }> {
  const { attributes, role } = step.block;
  const endMs = trial.now() + step.timeoutMs;
  const patient = role === 'verify' && attributes.retry === undefined;
  // What the last attempt said that was not cut off: of one that was, "time limit" is all that is known.
  let answered = '';
  for (let attempt = 1; ; attempt++) {
    trial.record({ type: 'step.started', step: id, attempt: before + attempt });
    // A later attempt of a patient step has what is left of its time, and at least enough to say something.
    const timeoutMs = patient && attempt > 1 ? Math.max(1_000, Math.min(endMs, patientUntil()) - trial.now()) : step.timeoutMs;
    const result = await attemptOnce(trial, operator, step, id, timeoutMs);
    const { held, message: seen } = stepHeld(
      {
        role,
        gate: step.gate,
        attributes,
        ...(step.block.expectedOutput === undefined ? {} : { expectedOutput: step.block.expectedOutput }),
      },
      result,
    );
    const message = result.timedOut && seen !== '' && answered !== '' ? `${seen}; the attempt before: ${answered}` : seen;
    if (!result.timedOut) answered = seen;
    const again =
      !held &&
      !result.syntaxError &&
      (patient ? trial.now() + againMs < Math.min(endMs, patientUntil()) : attempt <= (attributes.retry ?? 0));
    trial.record({
      type: 'step.ended',
      step: id,
      attempt: before + attempt,
      status: result.status,
      timedOut: result.timedOut,
      closedShell: result.closedShell,
      stoppedEndless: result.stoppedEndless,
      durationMs: Math.round(result.durationMs),
      stdout: result.stdout,
      stderr: result.stderr,
      droppedBytes: result.droppedBytes,
      held,
      message,
      syntaxError: result.syntaxError,
      masked: maskedOf(step, result),
      last: !again,
    });
    const { known, stack } = trial.plan;
    const reach = { standIns: known.shims.kinds, hosts: namesIn(stack) };
    const script = step.block.language === 'shell' && step.block.attributes.on === undefined ? step.script : '';
    for (const what of outOfReach(script, result, reach)) trial.record({ type: 'unsupported', what, location: step.block.location });
    trial.endIfVoid();
    if (!again) return { held };
    await sleep(againMs, undefined, { signal: trial.signal });
  }
}

async function attemptOnce(trial: Trial, operator: Operator, step: PlannedStep, id: string, timeoutMs: number): Promise<BlockResult> {
  const streams = { stdout: trial.redaction.stream(), stderr: trial.redaction.stream() };
  let shown = 0;
  const show = (stream: 'stdout' | 'stderr', text: string): void => {
    if (text === '' || shown > liveBytes) return;
    shown += text.length;
    trial.record({ type: 'step.output', step: id, stream, text });
  };
  const result = await operator.carryOut(step, {
    name: id,
    timeoutMs,
    // What is not shown any more is not looked through either.
    onOutput: (stream, text) => (shown > liveBytes ? undefined : show(stream, streams[stream].push(text))),
  });
  for (const stream of ['stdout', 'stderr'] as const) show(stream, streams[stream].end());
  return result;
}

/** Failures that bash passed over, at their lines in the Markdown file. */
function maskedOf({ block, runbook }: PlannedStep, result: BlockResult): readonly MaskedFailure[] {
  return result.masked.map(({ line, status, text }) => {
    const inFile = block.scriptLines[line - 1] ?? block.scriptLines.at(-1) ?? block.location.line;
    const statement = block.statements.find(one => one.location.line === inFile);
    return { location: statement?.location ?? { file: runbook.file, line: inFile, column: block.location.column }, status, text };
  });
}

/** Names that the stack answers to: that one of them is not found is a result. */
function namesIn({ services, bastion }: Stack): ReadonlySet<string> {
  return new Set([
    ...Object.keys(bastion.hosts),
    ...services.flatMap(({ name, hostname, containerName, aliases = {} }) =>
      [name, hostname, containerName, ...Object.values(aliases).flat()].filter(one => one !== undefined),
    ),
  ]);
}
