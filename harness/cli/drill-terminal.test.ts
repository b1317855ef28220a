import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@playwright/test';
import { webScenario, writeInto, writeWebStack } from '../engines/testing/web-project.ts';
import { screenAfter } from '../reports/progress/testing/screen.ts';
import { onTerminal } from './testing/pseudo-terminal.ts';
import type { OnTerminal, PseudoTerminal } from './testing/pseudo-terminal.ts';

test.describe.configure({ timeout: 120_000 });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-live-'));
  writeWebStack(folder);
  for (const [name, block] of [
    ['wait', 'for line in 1 2 3 4 5 6 7 8; do echo "it says $line"; done\nsleep 60'],
    ['fails', 'echo "::error::look here"\nprintf "\\033[2Jgone\\n"\nls /not-there'],
    ['works', 'sudo systemctl start web\nsystemctl is-active web'],
  ] as const)
    writeInto(folder, `${name}.md`, `# Web is down\n\n## Resolution\n\n\`\`\`bash\n${block}\n\`\`\`\n`);
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function scenario(name: string, runbook: string): void {
  writeInto(folder, `scenarios/${name}.yaml`, webScenario('Web killed', `../../${runbook}`).replace('../compose', '../../compose'));
}

function drillOn(options: OnTerminal): PseudoTerminal {
  return onTerminal([process.execPath, program, 'drill', '--engine', 'processes'], {
    cwd: folder,
    env: { LC_ALL: 'C.UTF-8' },
    ...options,
  });
}

/** Of the only run. */
function evidence(): string {
  const runs = join(folder, '.drillbook', 'runs');
  return join(runs, readdirSync(runs).find(name => name !== '.gitignore') ?? '');
}

test('a drill on a terminal is one line with the end of what its step prints, which follows the size of the terminal; Ctrl-C leaves the terminal in order', async () => {
  scenario('a/web', 'wait.md');
  const terminal = drillOn({ columns: 90, rows: 24 });
  await terminal.shows('it says 8');
  const drawn = screenAfter(terminal.raw(), { columns: 90, rows: 24 });
  expect(drawn.find(line => line.startsWith('web  0'))).toMatch(
    /^web {2}\d\d:\d\d {2}respond \d\d:\d\d, step resolution\/1 \d\d:\d\d {2}down \d\d:\d\d · without-/,
  );
  expect(drawn.filter(line => line.includes('it says'))).toEqual([4, 5, 6, 7, 8].map(line => `  │ it says ${line}`));
  terminal.resize(30, 4);
  const before = terminal.raw().length;
  // Only whole frames of the new size.
  await expect.poll(() => frames(terminal.raw().slice(before)).length).toBeGreaterThan(3);
  for (const frame of frames(terminal.raw().slice(before)).slice(2, -1)) {
    expect(frame.length).toBeLessThan(4);
    for (const line of frame) expect(line.length).toBeLessThan(30);
  }
  terminal.type('\u0003');
  await terminal.shows('interrupted: cleaning up');
  expect(await terminal.ended).toBe(130);
  expect(terminal.raw()).not.toContain('\u001B[?');
  expect(terminal.text().slice(-2_000)).toContain('inconclusive: interrupted');
});

test('when the terminal goes away, the run ends as interrupted, and its evidence is whole', async () => {
  scenario('a/web', 'wait.md');
  const terminal = drillOn({});
  await terminal.shows('it says 8');
  terminal.hangUp();
  await terminal.ended;
  await expect.poll(() => existsSync(join(evidence(), 'manifest.json')), { timeout: 30_000 }).toBe(true);
  expect(JSON.parse(readFileSync(join(evidence(), 'report.json'), 'utf8'))).toMatchObject({
    scenarios: [{ outcome: 'inconclusive', reason: 'interrupted' }],
  });
});

test('in a pipe all of it is plain lines, in which scenarios of one name stay apart and each outcome is the one of the report', async () => {
  scenario('a/web', 'works.md');
  scenario('b/web', 'fails.md');
  const child = spawn(process.execPath, [program, 'drill', '--engine', 'processes'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '', FORCE_COLOR: undefined, LC_ALL: 'C.UTF-8' },
  });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (chunk: string) => (text[stream] += chunk));
  const status = await new Promise(resolve => child.once('close', resolve));
  expect(status, text.stderr).toBe(1);
  expect(text.stdout + text.stderr).not.toContain('\u001B');
  expect(text.stderr).not.toMatch(/^\s*::/m);
  for (const line of text.stderr.trimEnd().split('\n')) expect(line).toMatch(/^(\[\d\d:\d\d\] scenarios\/[ab]\/web( |$)| {2}│ )/);
  expect(text.stderr).toContain('did not hold');
  expect(text.stderr).toContain('  │ ::error::look here\n  │ gone\n  │ ls: cannot access');
  expect(text.stderr).toMatch(/\(fails\.md:5\)/);
  const report = JSON.parse(readFileSync(join(evidence(), 'report.json'), 'utf8')) as {
    scenarios: { id: string; outcome: string; reason: string; sentence: string }[];
  };
  expect(report.scenarios.map(({ outcome }) => outcome)).toEqual(['verified', 'refuted']);
  for (const { id, outcome, reason, sentence } of report.scenarios)
    expect(text.stderr).toContain(outcome === 'verified' ? `${id}  verified\n` : `${id}  ${outcome}: ${reason}  The procedure ${sentence}`);
  for (const { id } of report.scenarios) expect(text.stdout).toContain(`Web killed (${id})`);
});

/** Each drawing that was replaced by another. */
function frames(raw: string): readonly (readonly string[])[] {
  return raw
    .replaceAll('\r', '')
    .split(/\u001B\[\d+F\u001B\[0J/) // eslint-disable-line no-control-regex -- It is what separates them.
    .map(frame => stripVTControlCharacters(frame).split('\n').slice(0, -1));
}
