import { registry } from '../../support/registry.ts';
import type { Rule } from '../rule.ts';
import { deadLink } from './dead-link.ts';
import { exitStatusOfLastOnly } from './exit-status-of-last-only.ts';
import { healthCheckAlwaysZero } from './health-check-always-zero.ts';
import { quotedGlobInTest } from './quoted-glob-in-test.ts';
import { volumePrune } from './volume-prune.ts';

/** Every rule; one line each, in alphabetical order. */
export const rules = registry<Rule>([deadLink, exitStatusOfLastOnly, healthCheckAlwaysZero, quotedGlobInTest, volumePrune]);
