import { expect, test } from '@playwright/test';
import { readAlerts } from './read-alerts.ts';

const read = (text: string) => {
  const { alerts, problems } = readAlerts('rules.yml', text);
  return {
    alerts: alerts.map(({ name, location, runbookUrl }) => `${location.line} ${name} ${runbookUrl?.value ?? '-'}`),
    problems: problems.map(({ severity, message, location }) => `${location.line}: ${severity}: ${message}`),
  };
};

test('reads alerts with their runbook, and leaves recording rules out', () => {
  expect(
    read(`groups:
  - name: worker
    rules:
      - record: job:rate
        expr: rate(jobs[5m])
      - alert: WorkerDown
        expr: up == 0
        annotations: { runbook_url: runbooks/worker.md }
      - alert: QueueDeep
        expr: depth > 200
`),
  ).toEqual({ alerts: ['6 WorkerDown runbooks/worker.md', '9 QueueDeep -'], problems: [] });
});

test("reads an operator's PrometheusRule", () => {
  expect(read('kind: PrometheusRule\nspec:\n  groups:\n    - name: a\n      rules:\n        - alert: A\n')).toEqual({
    alerts: ['6 A -'],
    problems: [],
  });
});

test('a mistyped annotation is told, and so is a file without rules', () => {
  expect(read('groups:\n  - rules:\n      - alert: A\n        annotations: { runbook-url: a.md }\n').problems).toEqual([
    '4: warning: unexpected annotation "runbook-url", expected "runbook_url"',
  ]);
  expect(read('route: {}\n')).toEqual({
    alerts: [],
    problems: ['1: warning: unexpected YAML without `groups`, expected rules of Prometheus'],
  });
  expect(read('groups: [\n').problems[0]).toContain('error: unexpected YAML');
});
