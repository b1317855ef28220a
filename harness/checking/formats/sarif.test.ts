import { expect, test } from '@playwright/test';
import { sarif } from './sarif.ts';

const location = { file: 'docs/a b.md', line: 3, column: 5, endLine: 3, endColumn: 9 };

test('writes what code scanning asks for: regions with all sides, texts, and a fingerprint for each place', () => {
  const report = { rule: 'no-rm', severity: 'error' as const, message: 'unexpected rm, expected mv', location, hint: 'Move it.' };
  const point = { ...report, rule: 'unclosed-fence', severity: 'warning' as const, location: { file: 'docs/a b.md', line: 1, column: 1 } };
  const text = sarif({
    version: '1.2.3',
    textOf: rule => (rule === 'no-rm' ? { about: 'Something is removed.', markdown: 'Something is removed.\n\nFor good.' } : undefined),
    reports: [report, report, point].map(one => ({ report: one, uri: 'docs/a b.md', mark: 'abc' })),
  });
  const [run] = (JSON.parse(text) as { runs: Record<string, unknown>[] }).runs;
  expect(run).toMatchObject({
    tool: {
      driver: {
        name: 'drillbook',
        semanticVersion: '1.2.3',
        rules: [
          { id: 'no-rm', shortDescription: { text: 'Something is removed.' }, help: { markdown: 'Something is removed.\n\nFor good.' } },
          { id: 'unclosed-fence', shortDescription: { text: 'What reading a document finds: unclosed-fence.' } },
        ],
      },
    },
    results: [
      {
        ruleId: 'no-rm',
        ruleIndex: 0,
        level: 'error',
        message: { text: 'unexpected rm, expected mv\nMove it.' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'docs/a%20b.md' },
              region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
            },
          },
        ],
        partialFingerprints: { primaryLocationLineHash: 'abc:1' },
      },
      { partialFingerprints: { primaryLocationLineHash: 'abc:2' } },
      {
        ruleIndex: 1,
        level: 'warning',
        locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 } } }],
      },
    ],
  });
});
