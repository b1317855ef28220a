import { commandsOf, statusUseOf } from '../document/shell/ask.ts';
import type { ShellCommand } from '../document/shell/tree.ts';

/** Whether something is done or left by the exit status of a command; `|| true` does nothing by it. */
export function decides(command: ShellCommand): boolean {
  if (statusUseOf(command) !== 'decides') return false;
  const { pipeline } = command;
  const behind = pipeline.chain.pipelines.slice(pipeline.index + 1);
  const isIgnored =
    behind.length === 1 &&
    behind[0]?.operator === '||' &&
    behind[0].stages.every(stage => /^(?:true|:)$/.test(commandsOf(stage)[0]?.name ?? ''));
  return !isIgnored;
}
