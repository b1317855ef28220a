import type { z } from 'zod';
import type { CapabilityName, RunningStack } from '../engines/engine.ts';
import type { Persistence } from '../model/event.ts';
import type { Stack } from '../model/stack.ts';

/** A way to harm a service, with proof that it took effect and an undo: one file, one line in `index.ts`. No fault knows an engine. */
export interface FaultDefinition {
  readonly kind: string;
  /** One sentence for `drillbook faults` and the report. */
  readonly about: string;
  /** What users and operators see of it, and what stays green; one sentence. */
  readonly symptom?: string;
  /** Settings as one writes them, for the reference. */
  readonly example?: unknown;
  readonly settings: z.ZodType;
  readonly needs: readonly CapabilityName[];
  /** Where even an engine that works cannot carry it out, as the end of "not where …"; it is then `unsupported`. */
  readonly unsupportedWhere?: string;
  readonly persistence: Persistence;
  /** What it takes away is data: as long as its proof holds, some is missing. Then the cause must be gone, unless the scenario says `cause: may-remain`. */
  readonly takesData?: true;
  /** Where the author of the scenario says it; else `persistence`. */
  persistenceOf?(settings: unknown): Persistence;
  summarize(settings: unknown): string;
  /** The service that must offer `needs`; undefined when it harms no single service. */
  target(settings: unknown): string | undefined;
  /** Checks what only the stack can tell. */
  check?(settings: unknown, stack: Stack): readonly string[];
  inject(settings: unknown, context: FaultContext): Promise<InjectedFault>;
}

export interface FaultContext {
  readonly stack: RunningStack;
  readonly signal: AbortSignal;
  /** Seeded per run, so that handles look real and vary. */
  readonly pick: <T>(candidates: readonly [T, ...T[]]) => T;
}

/** A fault that has been injected, or is about to be. */
export interface InjectedFault {
  /** The fault's own proof that it has effect: errno, SQLSTATE, process state; one line. */
  proveEffect(): Promise<{ readonly held: boolean; readonly proof: string }>;
  /** Accepts "already gone". Never called before the verdict. */
  undo(): Promise<void>;
  /** Its effect shows only after so long, because of what it is (a run that does not happen); the drill waits so much longer for it. */
  readonly showsAfterMs?: number;
}

export function defineFault<S>(definition: {
  readonly kind: string;
  readonly about: string;
  readonly symptom: string;
  readonly example?: unknown;
  readonly settings: z.ZodType<S>;
  readonly needs: readonly CapabilityName[];
  readonly unsupportedWhere?: string;
  readonly persistence: Persistence;
  readonly takesData?: true;
  persistenceOf?(settings: S): Persistence;
  summarize(settings: S): string;
  target(settings: S): string | undefined;
  check?(settings: S, stack: Stack): readonly string[];
  inject(settings: S, context: FaultContext): Promise<InjectedFault>;
}): FaultDefinition {
  return definition as unknown as FaultDefinition;
}

export { serviceOf } from '../operations/service-of.ts';
