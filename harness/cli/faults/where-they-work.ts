import { engines } from '../../engines/index.ts';

/** Whether an engine can be had on this machine; all capabilities are offered by both, see docs/engines.md. */
export interface EngineHere {
  readonly engine: string;
  readonly here: boolean;
  /** Why not. */
  readonly because?: string;
}

export async function whereTheyWork(signal: AbortSignal): Promise<readonly EngineHere[]> {
  const answers = await Promise.all(
    engines.all.map(async ({ kind, available }) => {
      const answer = await available();
      return answer.ok ? { engine: kind, here: true } : { engine: kind, here: false, because: answer.because };
    }),
  );
  signal.throwIfAborted();
  return answers;
}
