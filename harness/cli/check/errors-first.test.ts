import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { readRunbook } from '../../reading/read-runbook.ts';
import { tellErrorsFirst } from './errors-first.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-errors-first-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function told(text: string, procedures?: readonly string[]): Promise<string> {
  const path = join(folder, 'disk.md');
  writeFileSync(path, text);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  await tellErrorsFirst(
    [{ path, runbook: readRunbook('disk.md', text), ...(procedures === undefined ? {} : { procedures: new Set(procedures) }) }],
    { stdout, stderr, cwd: folder, env: {}, signal: new AbortController().signal },
  );
  return String((stderr.read() as Buffer | null) ?? '');
}

const section = (title: string, command: string): string => `## ${title}\n\n\`\`\`bash\n${command}\n\`\`\`\n\n`;
const both = `# Disk\n\n${section('Volumes', 'systemctl is-active web && echo up || echo down')}${section('Images', 'systemctl is-active web && echo up || echo down')}`;

test('tells the errors of a runbook in a line each, and where there is more to read', async () => {
  const [first, second, last, end] = (await told(both)).split('\n');
  expect(first).toMatch(/^disk\.md:6:\d+: error: unexpected .*, expected .* \[health-check-always-zero\]$/);
  expect(second).toMatch(/^disk\.md:12:\d+: error: /);
  expect([last, end]).toEqual(['drillbook: `drillbook check` tells more', '']);
});

test('counts what stands in procedures that are not followed', async () => {
  const text = await told(both, ['images']);
  expect(text).toContain('disk.md:12:');
  expect(text).not.toContain('disk.md:6:');
  expect(text).toContain('drillbook: and 1 elsewhere in this document; `drillbook check` tells more');
  expect(await told(both, ['disk'])).toBe('');
});

test('says nothing of what guesses, of what a comment gives a reason for, and of rules that are off', async () => {
  expect(await told(`# Disk\n\n${section('Volumes', 'systemctl is-active web')}`)).toBe('');
  expect(
    await told(
      `# Disk\n\n<!-- drillbook-check-disable health-check-always-zero: somebody reads it -->\n\n${section('Volumes', 'systemctl is-active web && echo up || echo down')}`,
    ),
  ).toBe('');
  writeFileSync(join(folder, 'drillbook.yaml'), 'check: { rules: { health-check-always-zero: off } }\n');
  expect(await told(both)).toBe('');
});

test('many errors are counted behind the first ones', async () => {
  const text = await told(
    `# Disk\n\n${Array.from({ length: 11 }, (_, index) => section(`Part ${index}`, 'systemctl is-active web && echo up || echo down')).join('')}`,
  );
  expect(text.match(/error:/g)).toHaveLength(8);
  expect(text).toContain('drillbook: and 3 more like these; `drillbook check` tells more');
});
