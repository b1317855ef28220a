import { canonicalJson } from '../support/canonical-json.ts';
import type { Plan } from './plan.ts';

/** A fault as people who are called see it. */
export interface Incident {
  readonly plan: Plan;
  /** Names of the probes that were red when its symptom was decided; undefined where nobody saw one. */
  readonly red?: readonly string[];
}

/**
 * Whether one could be taken for the other: they hit the same service, or of the probes that both are asked by, the same ones (one at
 * least) were red. Where no symptom was seen the service alone tells.
 */
export function isNear(one: Incident, other: Incident): boolean {
  const services = servicesOf(one);
  return [...servicesOf(other)].some(service => services.has(service)) || looksAlike(one, other);
}

function servicesOf({ plan }: Incident): ReadonlySet<string> {
  return new Set(plan.faults.flatMap(({ fault, spec }) => fault.target(spec.settings) ?? []));
}

function looksAlike(one: Incident, other: Incident): boolean {
  const [asked, askedOther] = [askedBy(one), askedBy(other)];
  const common = [...asked].filter(([key]) => askedOther.has(key));
  return (
    one.red !== undefined &&
    other.red !== undefined &&
    common.some(([, red]) => red) &&
    common.every(([key, red]) => askedOther.get(key) === red)
  );
}

/** Each probe of the steady state by what it asks and expects, for names are words; and whether it was red. */
function askedBy({ plan, red = [] }: Incident): ReadonlyMap<string, boolean> {
  return new Map(
    plan.probes
      .filter(({ of }) => of === 'steady')
      .map(({ name, spec, expect }) => [canonicalJson({ kind: spec.kind, settings: spec.settings, expect }), red.includes(name)]),
  );
}
