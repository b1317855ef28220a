import { redaction } from '../../evidence/redaction.ts';
import type { Plan } from '../../planning/plan.ts';
import { canonicalJson } from '../../support/canonical-json.ts';
import { digestOf } from '../../support/digest.ts';
import { placeOf } from './mirror.ts';
import type { RequestedScenario } from './protocol.ts';
import { shownText } from './shown-text.ts';

/** What the scheduler is told of a plan; its reporters print the texts, so that secrets are taken out here. */
export function requestScenario(plan: Plan, engine: string): RequestedScenario {
  const { scenario, secrets, facts } = plan;
  const hidden = redaction(secrets);
  return {
    id: facts.scenario,
    file: scenario.file,
    title: shownText(hidden.text(facts.title)),
    line: scenario.location.line,
    at: placeOf(facts),
    tags: scenario.tags.map(tag => shownText(hidden.text(tag))),
    engine,
    facts: digestOf(canonicalJson(hidden.value(facts))),
  };
}
