import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { writeWebStack } from '../engines/testing/web-project.ts';

test.describe.configure({ timeout: 120_000 });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const ci = { CI: 'true', GITHUB_ACTIONS: 'true', TERM: 'xterm', GITHUB_ENV: '/dev/full' };

/** Bytes that a runbook prints to command the CI system or the terminal; for `printf '%b'`. */
const evil = [
  String.raw`::error::forged`,
  String.raw`  ::stop-commands::forged`,
  String.raw`##[command]forged`,
  String.raw`x ##[error]forged`,
  String.raw`##vso[task.complete result=Succeeded]forged`,
  String.raw`ok\r::set-output name=x::forged`,
  String.raw`\033[31mred\033[0m\033[2J\033[1;1Hverified\033[8mhidden`,
  String.raw`\033]8;;http://evil.example\007link\033]8;;\007\033]52;c;Zm9yZ2Vk\007\033]0;title\007`,
  String.raw`\xc2\x9b2J\xe2\x80\xae reversed \xe2\x80\xa8::add-mask::forged`,
].join(String.raw`\n`);

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-inject-'));
  mkdirSync(join(folder, 'scenarios'));
  writeWebStack(folder);
  writeFileSync(
    join(folder, 'web ##[error]down.md'),
    `# ::error::forged ##[error]forged <img src=x> @team

## Resolution ::warning::forged

\`\`\`bash
printf '%b\\n' '${evil}'
printf '%b\\n' '${evil}' >&2
echo "the runner's file: \${GITHUB_ENV-none} \${GITHUB_STEP_SUMMARY-none}"
sudo systemctl start web
printf '%b' '${evil}' >&2; false
\`\`\`
`,
  );
  scenario();
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function scenario(more = ''): void {
  writeFileSync(
    join(folder, 'scenarios', 'web-killed.yaml'),
    `title: "::error::forged\\n  ::stop-commands::forged ##[error]forged \\e[2J\\e]8;;http://evil.example\\albl\\e]8;;\\a \\u202e\\u2028::error::forged @team <img src=x>"
runbook: "../web ##[error]down.md"
stack: [../compose.yaml]
steadyState:
  - name: "it answers ::error::forged ##[error]forged \\e[2J\\r::error::forged"
    http: { url: "http://localhost:3000/" }
    expect: { status: 200 }
budget: { recovery: 5s }
faults:
  - process.kill: { service: web }
${more}`,
  );
}

/** What came out of the program's streams, byte for byte. */
async function call(...argv: string[]): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  return await ended(process.execPath, [program, ...argv], {
    ...ci,
    GITHUB_WORKSPACE: folder,
    GITHUB_STEP_SUMMARY: join(folder, 'summary'),
  });
}

/** The same on a terminal of 30 rows, where both streams are one. */
async function callOnTerminal(env: Readonly<Record<string, string>>, ...argv: string[]): Promise<string> {
  const run = `import os, pty, sys
status = pty.spawn(sys.argv[1:])
sys.exit(os.waitstatus_to_exitcode(status))`;
  // A terminal ends lines with CR LF.
  return (await ended('python3', ['-c', run, process.execPath, program, ...argv], env)).stdout.replaceAll('\r\n', '\n');
}

async function ended(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const child = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '', ...env } });
  const out: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => out[stream].push(chunk));
  return await new Promise(resolve =>
    child.once('close', status =>
      resolve({ status, stdout: Buffer.concat(out.stdout).toString(), stderr: Buffer.concat(out.stderr).toString() }),
    ),
  );
}

/** Annotations of ours: no part of one can be more than text. */
const ours = /^::(error|warning|notice) (file=[^:,\r\n]*,line=\d+,col=\d+,)?title=[^:,\r\n]*::[^\r\n]*$/;
/** Colours of ours, and what progress draws with on a terminal. */
// eslint-disable-next-line no-control-regex -- What is looked for are control characters.
const drawing = /\u001B\[(?:(?:[0-49]|2[234]|39|3[1-7]|90)m|\d+F|0J)/g;

/** What GitHub's runner, Azure Pipelines, TeamCity or a terminal would act on. */
function acted(text: string): readonly string[] {
  const lines = text.split(/\r\n|[\r\n\u0085\u2028\u2029]/).filter(line => !ours.test(line));
  return [
    ...lines.filter(line => line.replaceAll(drawing, '').trimStart().startsWith('::') || /##\w*\[/.test(line)),
    ...lines.filter(line => /[^\P{Cc}\t]|\p{Cf}/u.test(line.replaceAll(drawing, ''))),
  ]
    .slice(0, 20)
    .map(line => JSON.stringify(line.slice(0, 300)));
}

test('nothing that a runbook or its programs print commands the CI system: the drill and its journal lines', async () => {
  const reporters = ['--reporter', 'list,github'];
  const { status, stdout, stderr } = await call('drill', '--engine', 'processes', '--trials', 'as-written', '--events', ...reporters);
  expect(stdout, stderr).toContain('forged');
  const lines = stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { type: string; stdout?: string; stderr?: string });
  const step = lines.find(({ type }) => type === 'step.ended');
  expect(step?.stderr, 'what was printed is told as it was').toContain('\r::set-output name=x::forged');
  expect(step?.stdout, 'a runbook does not see the files by which a job is commanded').toContain("the runner's file: none none\n");
  expect({ stdout: acted(stdout), stderr: acted(stderr) }).toEqual({ stdout: [], stderr: [] });
  expect(status).toBe(1);
  const told = stderr.split('\n').filter(line => ours.test(line));
  expect(told[0]).toMatch(/^::error file=web ## \[error\]down\.md,line=5,col=1,title=.*refuted%3A step-failed.*::/);
  expect(told.length, stderr).toBeLessThan(5);
  const summary = readFileSync(join(folder, 'summary'), 'utf8');
  expect(summary).toMatch(/^## ✗ The runbook did not work\n/);
  expect(acted(summary.replaceAll('##[', '## ['))).toEqual([]);

  const [run = ''] = readdirSync(join(folder, '.drillbook', 'runs')).filter(name => name !== '.gitignore');
  const evidence = join('.drillbook', 'runs', run);
  const text = await call('report', evidence);
  expect(text.stdout).toContain('forged');
  expect({ stdout: acted(text.stdout), stderr: acted(text.stderr) }).toEqual({ stdout: [], stderr: [] });
  const json = await call('report', evidence, '--json');
  expect(acted(json.stdout)).toEqual([]);
  expect(JSON.parse(json.stdout)).toEqual(JSON.parse(readFileSync(join(folder, evidence, 'report.json'), 'utf8')));
  expect(acted(await callOnTerminal(ci, 'report', evidence))).toEqual([]);
});

test('nor the terminal of a person who watches', async () => {
  const shown = await callOnTerminal(
    { CI: '', GITHUB_ACTIONS: '', TERM: 'xterm' },
    'drill',
    '--engine',
    'processes',
    '--trials',
    'as-written',
  );
  expect(shown).toContain('forged');
  expect(shown, 'progress is drawn').toContain('\u001B[1F\u001B[0J');
  expect(acted(shown)).toEqual([]);
});

test('nor do plans, problems in files and wrong calls', async () => {
  const plan = await call('plan', 'scenarios/web-killed.yaml');
  expect(plan.stdout).toContain('forged');
  scenario('"::error::forged\\n::error::forged \\e[2J ##[error]forged": 1\n');
  const problem = await call('drill', '--engine', 'processes');
  expect(problem.stderr).toContain('forged');
  const calls = [
    plan,
    problem,
    await call('plan', 'scenarios/web-killed.yaml', '--json'),
    await call('::error::forged\n::error::forged\u001B[2J'),
    await call('drill', '--::error::forged\n::error::forged'),
    await call('report', 'nowhere\n::error::forged ##[error]forged \u001B]0;title\u0007'),
    await call('drill', 'scenarios/no\n::error::forged\r::error::forged.yaml'),
  ];
  for (const { stdout, stderr } of calls) expect({ stdout: acted(stdout), stderr: acted(stderr) }).toEqual({ stdout: [], stderr: [] });
});
