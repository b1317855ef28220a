import { surroundingsOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellStage } from '../document/shell/tree.ts';

/** Whether the text has something to do behind a command: in its pipeline, its chain, its list, or a list around it. */
export function isFollowed(command: ShellCommand): boolean {
  return command.index < command.pipeline.stages.length - 1 || isBehind(command);
}

function isBehind(stage: ShellStage): boolean {
  const { pipeline } = stage;
  const { chain } = pipeline;
  if (pipeline.index < chain.pipelines.length - 1 || chain.index < chain.list.chains.length - 1) return true;
  const [around] = surroundingsOf(stage);
  if (around === undefined || (around.of.type === 'compound' && around.of.kind === 'function')) return false;
  return isBehind(around.of);
}
