import type { OperationSpec } from '../model/operation.ts';
import type { Load } from '../model/scenario.ts';

/** All that a load asks of the stack. */
export function operationsOfLoad({ write, read, executed }: Load): readonly OperationSpec[] {
  return [write, read, ...(executed === undefined ? [] : [executed])];
}
