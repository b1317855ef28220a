import type { FaultDefinition } from '../../faults/fault.ts';
import { familiesOf } from '../../faults/families.ts';
import { painter } from '../../reports/paint.ts';
import { wrap } from '../../reports/wrap.ts';
import type { FaultsPage } from '../faults-command.ts';
import type { EngineHere } from './where-they-work.ts';

/** All faults by family, those that need no special runtime first. */
export function showList(all: readonly FaultDefinition[], where: readonly EngineHere[], { columns, color }: FaultsPage): string {
  const paint = painter(color);
  const width = Math.max(...all.map(({ kind }) => kind.length)) + 4;
  const row = ({ kind, about }: FaultDefinition): readonly string[] => {
    const [first = '', ...more] = wrap(about, Math.max(20, columns - width));
    return [`  ${paint('bold', kind)}${' '.repeat(width - kind.length - 2)}${first}`, ...more.map(line => `${' '.repeat(width)}${line}`)];
  };
  return [
    ...familiesOf(all).flatMap(({ title, faults }) => [title, ...faults.flatMap(row), '']),
    ...wrap(`${all.length} faults. ${where.map(engineLine).join(' ')}`, columns),
    ...wrap(
      'drillbook faults <kind> tells its settings, what users notice, and what it needs. One of your own: the fault command, or a plugin.',
      columns,
    ),
    '',
  ].join('\n');
}

function engineLine({ engine, here, because }: EngineHere): string {
  return here ? `Engine ${engine} works here.` : `Engine ${engine} does not work here: ${because ?? 'nobody knows why'}.`;
}
