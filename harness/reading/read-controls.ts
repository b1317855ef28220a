import type { Problem } from '../model/problem.ts';
import type { Control } from '../model/team.ts';
import { controlsSchema } from './team/controls-schema.ts';
import { scenarioId, unknownScenario } from './team/scenario-names.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { validate } from './yaml/validate.ts';

/**
 * Reads a `controls.yaml`. An empty one maps nothing, which is fine.
 * @param folder the working directory, from which ids of scenarios are counted
 */
export function readControls(
  file: string,
  text: string,
  folder: string,
): { readonly controls?: readonly Control[]; readonly problems: readonly Problem[] } {
  const { document, problems } = readYaml(file, text);
  if (document === undefined) return { problems };
  const { value, problems: invalid } = validate(controlsSchema, document.value ?? { controls: [] }, document);
  if (value === undefined) return { problems: invalid };
  const found: Problem[] = [];
  const places = new Map<string, number>();
  const controls = value.controls.map(({ id, title, catalog, limits, scenarios = [] }, index): Control => {
    const first = places.get(id);
    if (first === undefined) places.set(id, index);
    else
      found.push({
        rule: 'controls',
        severity: 'error',
        message: `unexpected second control "${id}", expected each id once`,
        location: document.at(['controls', index, 'id']),
        hint: `Put its scenarios to the one on line ${document.at(['controls', first, 'id']).line}.`,
      });
    const ids = scenarios.map(scenarioId);
    found.push(...ids.flatMap((one, at) => unknownScenario(one, folder, document.at(['controls', index, 'scenarios', at]))));
    return {
      id,
      title,
      ...(catalog === undefined ? {} : { catalog }),
      ...(limits === undefined ? {} : { limits }),
      scenarios: [...new Set(ids)],
    };
  });
  return found.some(({ severity }) => severity === 'error') ? { problems: found } : { controls, problems: found };
}
