import { surroundingsOf } from '../document/shell/ask.ts';
import type { ShellStage } from '../document/shell/tree.ts';

/** Whether something ends a command or loop from outside: its block has a limit, `timeout` stands around it, or it runs in the background. */
export function isTimed(stage: ShellStage): boolean {
  const { timeoutMs, endlessMs } = stage.shell.block?.attributes ?? {};
  if (timeoutMs !== undefined || endlessMs !== undefined) return true;
  return [stage, ...Array.from(surroundingsOf(stage), ({ of }) => of)].some(
    around => around.pipeline.chain.background || (around.type === 'command' && isBehindTimeout(around)),
  );
}

function isBehindTimeout({ name, outer }: { readonly name: string; readonly outer?: Parameters<typeof isTimed>[0] | undefined }): boolean {
  return name === 'timeout' || (outer?.type === 'command' && isBehindTimeout(outer));
}
