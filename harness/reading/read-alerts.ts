import type { Location } from '../model/location.ts';
import type { Problem } from '../model/problem.ts';
import type { Located } from '../model/scenario.ts';
import { nearest } from '../support/nearest.ts';
import type { Path } from './yaml/path.ts';
import { readYaml } from './yaml/read-yaml.ts';

/** An alert of a file of rules for Prometheus (or for what reads the same files). */
export interface AlertRule {
  readonly name: string;
  readonly location: Location;
  /** Its annotation `runbook_url`, as it is written. */
  readonly runbookUrl?: Located<string>;
}

const annotation = 'runbook_url';

/** Reads the alerts of a file of rules, `groups:` at its top or below `spec:` (an operator's PrometheusRule). Recording rules are left out. */
export function readAlerts(file: string, text: string): { readonly alerts: readonly AlertRule[]; readonly problems: readonly Problem[] } {
  const { document, problems } = readYaml(file, text);
  if (document === undefined) return { alerts: [], problems };
  const found: Problem[] = [];
  const problem = (severity: Problem['severity'], message: string, location: Location, hint: string): void =>
    void found.push({ rule: 'alerts', severity, message, location, hint });
  const whole = record(document.value);
  const above: Path = Array.isArray(whole['groups']) ? [] : ['spec'];
  const groups = above.length === 0 ? whole['groups'] : record(whole['spec'])['groups'];
  if (!Array.isArray(groups)) {
    problem(
      'warning',
      'unexpected YAML without `groups`, expected rules of Prometheus',
      document.at([]),
      'Nothing in it is looked at; narrow the pattern of --alerts.',
    );
    return { alerts: [], problems: found };
  }
  const alerts = groups.flatMap((group: unknown, index): readonly AlertRule[] => {
    const { rules } = record(group);
    return (Array.isArray(rules) ? rules : []).flatMap((rule: unknown, place): readonly AlertRule[] => {
      const { alert, annotations } = record(rule);
      if (alert === undefined) return [];
      const at: Path = [...above, 'groups', index, 'rules', place];
      if (typeof alert !== 'string' || alert.trim() === '') {
        problem('error', 'unexpected alert without a name, expected `alert: <name>`', document.at([...at, 'alert']), 'Give it a name.');
        return [];
      }
      const told = record(annotations);
      const url = told[annotation];
      const close = url === undefined ? nearest(annotation, Object.keys(told)) : undefined;
      if (close !== undefined)
        problem(
          'warning',
          `unexpected annotation "${close}", expected "${annotation}"`,
          document.keyAt([...at, 'annotations', close]),
          `Did you mean "${annotation}"? Without it the alert leads to no runbook.`,
        );
      return [
        {
          name: alert,
          location: document.at([...at, 'alert']),
          ...(typeof url === 'string' && url.trim() !== ''
            ? { runbookUrl: { value: url.trim(), location: document.at([...at, 'annotations', annotation]) } }
            : {}),
        },
      ];
    });
  });
  return { alerts, problems: found };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
}
