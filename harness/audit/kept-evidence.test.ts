import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { renderReport } from '../cli/write-report.ts';
import { readTrust } from '../reading/read-trust.ts';
import { auditEvidence, isIntact } from './audit.ts';

const root = 'fixtures/evidence';
/** One folder for each version: a signed run with two verdicts and a person's statement, and the keys of both. */
const versions = readdirSync(root).filter(name => /^\d/.test(name));

test('evidence of at least one version is kept', () => {
  expect(versions).not.toEqual([]);
});

for (const version of versions) {
  test(`evidence of version ${version} is read, judged by its own rules, and found whole by every later version`, () => {
    const trustFile = join(root, version, 'trust.yaml');
    const { keys = [], problems } = readTrust(trustFile, readFileSync(trustFile, 'utf8'));
    expect(problems).toEqual([]);
    const folder = join(root, version, 'run');
    expect(existsSync(join(folder, 'manifest.json'))).toBe(true);
    const audit = auditEvidence(folder, {
      // Its page is rendered by another version from now on, and is then not compared.
      drillbook: 'later',
      render: (evidence, runs) => renderReport(evidence, runs).files,
      trust: keys,
    });
    expect(isIntact(audit, false), JSON.stringify(audit, null, 1)).toBe(true);
    expect(audit.results.filter(({ state }) => state !== 'ok').map(({ check, state }) => [check, state])).toEqual([
      ['report', 'not-checked'],
    ]);
    expect(audit.results.find(({ check }) => check === 'verdicts')?.what).toContain('2 verdicts computed again by rules 1');
    expect(audit.results.find(({ check }) => check === 'people')?.what).toContain('Ada Example, approver, accepted');
  });
}
