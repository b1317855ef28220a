import { outermost, surroundingsOf } from '../document/shell/ask.ts';
import type { ShellStage } from '../document/shell/tree.ts';

/** Whether the text has something to do when a command has ended: behind it in its chain, its list, or a list around it. */
export function isFollowed(stage: ShellStage): boolean {
  const { pipeline } = stage.type === 'command' ? outermost(stage) : stage;
  const { chain } = pipeline;
  if (pipeline.index < chain.pipelines.length - 1 || chain.index < chain.list.chains.length - 1) return true;
  const [around] = surroundingsOf(stage);
  if (around === undefined || (around.of.type === 'compound' && around.of.kind === 'function')) return false;
  return isFollowed(around.of);
}
