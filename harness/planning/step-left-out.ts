import type { PlannedStep } from './plan.ts';
import { withoutCommands } from '../reading/runbook/without-commands.ts';

/**
 * A step whose commands a reader left out. What it promises of its own result is not asked of it. SQL has nothing that later steps
 * could need of the shell; a line of the scenario's that is called behind the block is a command like the others.
 */
export function stepLeftOut(step: PlannedStep): PlannedStep {
  const { call: _call, expect: _expect, exit: _exit, retry: _retry, input: _input, ...attributes } = step.block.attributes;
  const { expectedOutput: _output, ...block } = step.block;
  const script = block.language === 'sql' ? step.script.replaceAll(/[^\n]+/g, '') : withoutCommands(step.script);
  return { ...step, script, block: { ...block, attributes } };
}
