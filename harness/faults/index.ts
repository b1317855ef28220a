import { registry } from '../support/registry.ts';
import * as definitions from './definitions.ts';
import type { FaultDefinition } from './fault.ts';

/** Ways to harm a service. */
export const faults = registry<FaultDefinition>(Object.values(definitions));
