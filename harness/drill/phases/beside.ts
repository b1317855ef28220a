import type { EventBody } from '../../model/event.ts';
import type { Operator } from '../operator.ts';
import { runStep } from '../run-step.ts';
import type { Trial } from '../trial.ts';
import { stepId } from './respond.ts';

/**
 * A second person who follows the same procedure at the same time, on a shell of their own. They may look at once, and act as soon as
 * the first one may. Only how each step ended is recorded: the journal's steps are those of the first.
 */
export async function followBeside(trial: Trial, operator: Operator, clearToAct: Promise<void>): Promise<void> {
  for (const [index, step] of trial.plan.steps.entries()) {
    if (step.omitted !== undefined || step.block.language === 'person') continue;
    if (step.block.role !== 'diagnose') await clearToAct;
    trial.endIfVoid();
    const { held } = await runStep({ ...trial, record: body => told(trial, body) }, operator, step, stepId(trial, index));
    if (!held && (step.block.role === 'diagnose' ? step.gate : trial.plan.scenario.onFail === 'stop')) return;
  }
}

function told(trial: Trial, body: EventBody): void {
  if (body.type === 'step.started' || body.type === 'step.output') return;
  if (body.type !== 'step.ended') return trial.record(body);
  const { step, status, held, message, last } = body;
  if (last) trial.record({ type: 'colleague.ended', step, status, held, message });
}
