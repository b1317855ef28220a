import type { Team } from '../model/team.ts';
import type { Outcome } from '../model/verdict.ts';

/** What must be known of a drilled scenario. */
export interface DrilledScenario {
  readonly id: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly adaptations: readonly unknown[];
  readonly about?: { readonly controls?: readonly string[] | undefined } | undefined;
}

/** A scenario that a control is mapped to, as this run found it. */
export interface ControlScenario {
  readonly id: string;
  readonly outcome: Outcome | 'not-drilled';
  /** Of the verdict; empty when it was not drilled. */
  readonly reason: string;
  /** How much the scenario changed in the procedure: never left out beside a verdict. */
  readonly adaptations: number;
}

/** A control with what this run has for it: evidence, and no judgement of the control. */
export interface ControlEvidence {
  readonly id: string;
  /** Empty when no file tells it. */
  readonly title: string;
  readonly catalog?: string;
  /** What drills do not show for it, in the team's words. */
  readonly limits?: string;
  /** `verified`: every scenario mapped to it was drilled in this run, and verified. `partly`: some. `none`: not one. */
  readonly evidence: 'verified' | 'partly' | 'none';
  /** How many scenarios had which outcome. */
  readonly counts: Readonly<Record<ControlScenario['outcome'], number>>;
  /** Worst first, then by name. */
  readonly scenarios: readonly ControlScenario[];
}

/** Worst first. */
const order: readonly ControlScenario['outcome'][] = ['refuted', 'inconclusive', 'not-drilled', 'verified'];

/** The controls that the team maps to scenarios, with the outcomes of this run; in the team's own order, those of `about` alone last. */
export function controlsOf(team: Team | undefined, report: { readonly scenarios: readonly DrilledScenario[] }): readonly ControlEvidence[] {
  const drilled = new Map(report.scenarios.map(scenario => [scenario.id, scenario]));
  const mapped = new Map((team?.controls ?? []).map(control => [control.id, { ...control, ids: new Set(control.scenarios) }]));
  for (const { id: scenario, about } of report.scenarios)
    for (const id of about?.controls ?? []) {
      const control = mapped.get(id) ?? { id, title: '', scenarios: [], ids: new Set<string>() };
      control.ids.add(scenario);
      mapped.set(id, control);
    }
  return [...mapped.values()].map(({ id, title, catalog, limits, ids }) => {
    const scenarios = [...ids]
      .map((scenario): ControlScenario => {
        const found = drilled.get(scenario);
        return found === undefined
          ? { id: scenario, outcome: 'not-drilled', reason: '', adaptations: 0 }
          : { id: scenario, outcome: found.outcome, reason: found.reason, adaptations: found.adaptations.length };
      })
      .sort((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    const count = (outcome: ControlScenario['outcome']): number => scenarios.filter(one => one.outcome === outcome).length;
    const counts = {
      verified: count('verified'),
      refuted: count('refuted'),
      inconclusive: count('inconclusive'),
      'not-drilled': count('not-drilled'),
    };
    return {
      id,
      title,
      ...(catalog === undefined ? {} : { catalog }),
      ...(limits === undefined ? {} : { limits }),
      evidence: counts.verified === 0 ? 'none' : counts.verified === scenarios.length ? 'verified' : 'partly',
      counts,
      scenarios,
    };
  });
}
