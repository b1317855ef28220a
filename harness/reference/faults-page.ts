import { familiesOf, persistences } from '../faults/families.ts';
import { faults } from '../faults/index.ts';
import { code, fence, table } from './markdown.ts';
import { yamlLine } from '../support/yaml-line.ts';
import type { Page } from './pages.ts';
import { inputSchema } from '../schema/input-schema.ts';
import { settingsTable } from './settings-table.ts';

export const faultsPage: Page = {
  file: 'faults.md',
  title: 'Faults',
  about: 'Ways to harm a service, for `faults:` in a [scenario](scenario.md).',
  async body() {
    const families = familiesOf(faults.all);
    const all = families.flatMap(family => family.faults);
    return [
      `${all.length} faults, on both engines. Each proves its effect, and none of them passes by itself unless it says so. \`drillbook faults\` lists them, \`drillbook faults <kind>\` tells of one.`,
      ...families.flatMap(family => [
        `**${family.title}**`,
        table(
          ['Fault', 'Does', 'Lasts', 'Not where'],
          family.faults.map(({ kind, about, persistence, persistenceOf, unsupportedWhere = '' }) => [
            `[${code(kind)}](#${anchor(kind)})`,
            about,
            persistenceOf === undefined ? code(persistence) : 'as you say',
            unsupportedWhere,
          ]),
        ),
      ]),
      table(
        ['Lasts', 'Means'],
        Object.entries(persistences).map(([name, means]) => [code(name), means]),
      ),
      'Each proves its effect before the first step that acts, and none is lifted before the verdict. Beside its kind a fault may have a `name`, `after` (a pause) and `during` (the id of a step with which it comes), see the [scenario](scenario.md). What an engine cannot do to a service makes the trial `inconclusive: unsupported`. A fault of your own: `command`, or a [plugin](../plugins.md).',
      ...all.map(({ kind, about, symptom, settings, needs, persistence, persistenceOf, example }) =>
        [
          `## ${kind}`,
          about,
          ...(example === undefined ? [] : [fence('yaml', `faults:\n  - ${kind}: ${yamlLine(example)}`)]),
          settingsTable(inputSchema(settings)),
          ...(symptom === undefined ? [] : [`What users notice: ${symptom}`]),
          `${needs.length === 0 ? 'Needs nothing of the engine' : `Needs ${needs.map(code).join(', ')} of the service`}. Persistence: ${persistenceOf === undefined ? `${code(persistence)}, ${persistences[persistence]}` : 'as the scenario says'}.`,
        ].join('\n\n'),
      ),
    ].join('\n\n');
  },
};

/** As GitHub makes it of a heading. */
function anchor(kind: string): string {
  return kind.replaceAll('.', '');
}
