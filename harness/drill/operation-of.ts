import type { OperationDefinition } from '../operations/operation.ts';
import { HarnessError } from '../support/harness-error.ts';
import type { Trial } from './trial.ts';

/** The definition of an operation that planning has accepted. */
export function operationOf({ plan: { known } }: Trial, kind: string): OperationDefinition {
  const definition = known.operations.find(kind);
  if (definition !== undefined) return definition;
  throw new HarnessError(
    'unknown-operation',
    `unexpected operation "${kind}", expected one of ${known.operations.kinds.join(', ')}`,
    'Run `drillbook plan` on the scenario.',
  );
}
