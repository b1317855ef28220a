import { resolve } from 'node:path';
import { canonicalJson } from '../support/canonical-json.ts';
import type { Plan } from './plan.ts';

/** Plans that have the same stack, settings of its team included: only their faults and procedures can change places. In the order given. */
export function byStack(plans: readonly Plan[]): readonly (readonly Plan[])[] {
  const groups = new Map<string, Plan[]>();
  for (const plan of plans) {
    const key = canonicalJson({
      files: plan.scenario.stack.map(({ value }) => resolve(value)),
      digest: plan.stack.digest,
      config: plan.config === undefined ? null : resolve(plan.config.file),
      engine: plan.engine ?? null,
    });
    groups.set(key, [...(groups.get(key) ?? []), plan]);
  }
  return [...groups.values()];
}
