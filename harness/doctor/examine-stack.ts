import type { Engine, Examined } from '../engines/engine.ts';
import type { Stack } from '../model/stack.ts';
import { whileTelling } from '../support/while-telling.ts';

/** What one engine says of a stack. */
export interface ExaminedStack {
  readonly engine: string;
  readonly ok: boolean;
  /** What it cannot run at all. */
  readonly lacks: readonly string[];
  /** Each image or server that the services come from. */
  readonly things: readonly Examined[];
}

/** Asks each engine about a stack: what is not there yet is fetched, nothing is started. */
export async function examineStack(
  stack: Stack,
  engines: readonly Engine[],
  tell: (message: string) => void,
): Promise<readonly ExaminedStack[]> {
  return await Promise.all(
    engines.map(async engine => {
      const [lacks, things] = [
        engine.lacks(stack),
        await whileTelling(engine.examine(stack), `engine ${engine.kind}: getting what ${stack.name} comes from`, tell),
      ];
      return { engine: engine.kind, ok: lacks.length === 0 && things.every(({ ok }) => ok), lacks, things };
    }),
  );
}
