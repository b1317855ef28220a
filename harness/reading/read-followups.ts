import type { Problem } from '../model/problem.ts';
import type { FollowUp } from '../model/team.ts';
import { reasons } from '../model/verdict.ts';
import { nearest } from '../support/nearest.ts';
import { followupsSchema } from './team/followups-schema.ts';
import { scenarioId, unknownScenario } from './team/scenario-names.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { validate } from './yaml/validate.ts';

/**
 * Reads a `followups.yaml`. An empty one follows up nothing, which is fine.
 * @param folder the working directory, from which ids of scenarios are counted
 */
export function readFollowups(
  file: string,
  text: string,
  folder: string,
): { readonly followups?: readonly FollowUp[]; readonly problems: readonly Problem[] } {
  const { document, problems } = readYaml(file, text);
  if (document === undefined) return { problems };
  const { value, problems: invalid } = validate(followupsSchema, document.value ?? { followups: [] }, document);
  if (value === undefined) return { problems: invalid };
  const warnings: Problem[] = [];
  const followups = value.followups.map(({ scenario, finding, owner, ...rest }, index): FollowUp => {
    const id = scenarioId(scenario);
    warnings.push(...unknownScenario(id, folder, document.at(['followups', index, 'scenario'])));
    // Names of findings are the rules' own and change with them; only what is nearly a reason can be told to be mistyped.
    const close = reasons.some(reason => reason === finding) ? undefined : nearest(finding, reasons);
    if (close !== undefined)
      warnings.push({
        rule: 'followups',
        severity: 'warning',
        message: `unexpected finding "${finding}", expected "${close}" or a finding's name`,
        location: document.at(['followups', index, 'finding']),
        hint: `Did you mean "${close}"?`,
      });
    return { scenario: id, finding, owner, ...given(rest) };
  });
  return { followups, problems: warnings };
}

/** Members that are there: a canonical file has no others. */
function given<T extends object>(members: T): { readonly [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, member]) => member !== undefined)) as {
    readonly [K in keyof T]: Exclude<T[K], undefined>;
  };
}
