import { showLocation } from '../../model/location.ts';
import type { CoveredAlert } from './alerts.ts';

const titles = [
  ['no-runbook', 'These alerts lead to no runbook.'],
  ['dead-file', 'The runbook_url of these alerts leads to no file here.'],
  ['dead-anchor', 'The runbook_url of these alerts leads to no heading.'],
  ['not-drilled', 'No scenario follows the runbook of these alerts.'],
] as const satisfies readonly (readonly [CoveredAlert['state'], string])[];

/** Where alerts lead: what needs somebody first, then what is drilled and how it stands. */
export function showAlerts(alerts: readonly CoveredAlert[], wordOf: (scenario: string) => string | undefined): readonly string[] {
  const line = ({ alert, at, url, why, nearest }: CoveredAlert): string =>
    `  ${showLocation(at)}  ${alert}${url === undefined ? '' : `: ${url}`}: ${why}${nearest === undefined ? '' : `; the nearest is ${nearest}`}`;
  const drilled = alerts.filter(({ state }) => state === 'drilled');
  const count = (state: CoveredAlert['state']): number => alerts.filter(one => one.state === state).length;
  return [
    ...titles.flatMap(([state, title]) => {
      const lines = alerts.filter(one => one.state === state).map(line);
      return lines.length === 0 ? [] : ['', title, ...lines];
    }),
    ...(drilled.length === 0 ? [] : ['', 'A scenario follows the runbook of these alerts.']),
    ...drilled.map(({ alert, at, runbook = '', heading, scenarios }) => {
      const told = scenarios.map(scenario => {
        const word = wordOf(scenario);
        return word === undefined ? scenario : `${scenario} (${word})`;
      });
      return `  ${showLocation(at)}  ${alert}: ${runbook}${heading === undefined ? '' : `#${heading}`}: ${told.join(', ')}`;
    }),
    '',
    `${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'}: ${drilled.length} followed by a scenario, ${count('not-drilled')} not, ${count('no-runbook')} without a runbook, ${count('dead-file') + count('dead-anchor')} with one that cannot be found`,
  ];
}
