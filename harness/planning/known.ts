import type { FaultDefinition } from '../faults/fault.ts';
import type { Location } from '../model/location.ts';
import type { OperationDefinition } from '../operations/operation.ts';
import type { ShimDefinition } from '../shims/shim.ts';
import type { Registry } from '../support/registry.ts';

/** The open sets that a plan is bound to. */
export interface Known {
  readonly operations: Registry<OperationDefinition>;
  readonly faults: Registry<FaultDefinition>;
  readonly shims: Registry<ShimDefinition>;
  /** Stands in for a secret that has no value here: a plan can be made without it, and nothing may be drilled by it. */
  readonly missingSecret?: (name: string) => string;
}

/** Collects what stands in the way of a drill. */
export type Report = (problem: {
  readonly rule: string;
  readonly message: string;
  readonly location: Location;
  readonly hint?: string;
  readonly severity?: 'error' | 'warning';
}) => void;
