import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

test.describe.configure({ timeout: 180_000 });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const scenario = fileURLToPath(new URL('../../fixtures/scenarios/secrets/shown-everywhere.yaml', import.meta.url));
const secret = 'Zq8+hunter-2"x"<&>%9';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-secret-'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What would give it away in any of the forms in which the fixture's runbook prints it. */
const telling: readonly string[] = [
  'hunter',
  'Zq8',
  Buffer.from(secret).toString('base64').slice(0, 12),
  Buffer.from(`operator:${secret}`).toString('base64').slice(14, 30),
  Buffer.from(secret).toString('hex').slice(6, 18),
  Buffer.from('hunter').toString('hex').replaceAll(/(..)/g, '$1 ').trim(),
  'NobodysTokenNobodysTokenNobodysToken0',
];

test('of a secret that a runbook shows in every way, no byte is in the evidence or on the terminal', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [program, 'drill', scenario, '--engine', 'processes', '--trials', 'as-written', '--events', '--evidence', folder],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, CI: '', FIXTURE_TOKEN: secret } },
  );
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  const journal = files.find(file => file.endsWith('as-written.ndjson')) ?? '';
  const events = readFileSync(journal, 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line) as { readonly type: string; readonly stream?: string; readonly text?: string });
  const printed = (stream: string): string => events.flatMap(event => (event.stream === stream ? (event.text ?? '') : '')).join('');

  const kept: Readonly<Record<string, string>> = {
    ...Object.fromEntries(files.map(file => [relative(folder, file), `${relative(folder, file)}\n${readFileSync(file, 'latin1')}`])),
    'what was printed, put together': printed('stdout'),
    'what was printed as errors, put together': printed('stderr'),
    'standard output': stdout,
    'standard error': stderr,
  };
  for (const [where, text] of Object.entries(kept)) {
    for (const word of telling) expect(text, where).not.toContain(word);
    // Of the key only the words around it are known.
    expect(text, where).not.toMatch(/PRIVATE KEY-----(?:\n|\\n)M/);
  }
  // It was shown, and it is told that something was.
  expect(printed('stdout')).toContain('the token is [redacted]\n');
  expect(printed('stdout')).toContain('[redacted] it was\n');
  expect(printed('stderr')).toContain('invalid input syntax for type integer: "[redacted]"');
  expect(readFileSync(journal, 'utf8').match(/\[redacted\]/g)?.length).toBeGreaterThan(20);
  // The last gate found nothing, and closed the evidence.
  expect(stderr).not.toContain('not sealed');
  expect(files.map(file => relative(folder, file)).some(file => file.endsWith('manifest.json'))).toBe(true);
  expect(status, stderr).toBe(3);
});
