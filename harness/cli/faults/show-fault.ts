import type { FaultDefinition } from '../../faults/fault.ts';
import { persistences } from '../../faults/families.ts';
import { painter, type Paint } from '../../reports/paint.ts';
import { wrap } from '../../reports/wrap.ts';
import { inputSchema } from '../../schema/input-schema.ts';
import { settingsRows } from '../../schema/settings-rows.ts';
import { yamlLine } from '../../support/yaml-line.ts';
import type { FaultsPage } from '../faults-command.ts';
import { supportOf } from './support-of.ts';
import type { EngineHere } from './where-they-work.ts';

/** One fault, with all that an author of a scenario asks. */
export function showFault(fault: FaultDefinition, where: readonly EngineHere[], { columns, color }: FaultsPage): string {
  const paint = painter(color);
  const { kind, about, symptom, example, needs, persistence, persistenceOf } = fault;
  const part = (name: string, text: string): readonly string[] => {
    const [first = '', ...more] = wrap(text.replaceAll('`', ''), Math.max(20, columns - 12));
    return [`${paint('bold', name.padEnd(12))}${first}`, ...more.map(line => `${' '.repeat(12)}${line}`)];
  };
  return [
    paint('bold', kind),
    ...wrap(about, columns),
    '',
    ...(example === undefined ? [] : ['  faults:', `    - ${kind}: ${yamlLine(example)}`, '']),
    ...settingsRows(inputSchema(fault.settings)).flatMap(row => setting(row, columns, paint)),
    '',
    ...(symptom === undefined ? [] : part('Symptom', symptom)),
    ...part('Lasts', persistenceOf === undefined ? persistences[persistence] : 'as the scenario says'),
    ...part('Needs', needs.length === 0 ? 'nothing of the engine' : `of the service: ${needs.join(', ')}`),
    ...where.flatMap(engine => part(engine.engine, supportOf(fault, engine))),
    '',
  ].join('\n');
}

function setting(
  { key, value, required, otherwise, about }: ReturnType<typeof settingsRows>[number],
  columns: number,
  paint: Paint,
): readonly string[] {
  const takes = `${value}${required ? ', required' : otherwise === '' ? '' : `, else ${otherwise}`}`;
  return [
    `  ${paint('bold', key)}  ${paint('dim', takes)}`,
    ...wrap(about.replaceAll('`', ''), Math.max(20, columns - 4)).map(line => `      ${line}`),
  ];
}
