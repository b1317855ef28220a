import type { z } from 'zod';
import type { RunningStack } from '../engines/engine.ts';
import type { Answer } from '../model/operation.ts';
import type { Stack } from '../model/stack.ts';

/** A kind of question that a stack can be asked: one file, one line in `index.ts`. */
export interface OperationDefinition {
  readonly kind: string;
  /** What is asked and what the answer has, in one line for the reference. */
  readonly about?: string;
  /** Settings as one writes them, for the reference. */
  readonly example?: unknown;
  /** Validates the settings as they stand in YAML (also the short form, a bare string). */
  readonly settings: z.ZodType;
  /** Checks what only the stack can tell: unknown services, roles. */
  check?(settings: unknown, stack: Stack): readonly string[];
  /** Needs something of ours to be opened first, which is not the stack's time: it says itself when it begins. */
  readonly opens?: true;
  /**
   * Asks. Never throws for what the stack did (that is an answer with `error`); throws a HarnessError
   * only where we could not ask. `${id}` in texts has been replaced before.
   */
  ask(settings: unknown, context: OperationContext): Promise<Answer>;
}

export interface OperationContext {
  readonly stack: RunningStack;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Database role of a question that names none; `app` when absent (preparation asks as `operator`). */
  readonly role?: string;
  /** Called by a question that `opens` something when it has; from there its time limit counts. */
  readonly began?: () => void;
  /** Whether an answer that may still change is as expected. A question that can watch the answer waits for that until its time limit. */
  readonly enough?: (answer: Answer) => boolean;
}

/** Keeps the settings' type together with their schema; the registry forgets it. */
export function defineOperation<S>(definition: {
  readonly kind: string;
  readonly about?: string;
  readonly example?: unknown;
  readonly settings: z.ZodType<S>;
  readonly opens?: true;
  check?(settings: S, stack: Stack): readonly string[];
  ask(settings: S, context: OperationContext): Promise<Answer>;
}): OperationDefinition {
  return definition as unknown as OperationDefinition;
}
