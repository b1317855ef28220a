import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { webScenario, writeInto, writeWebStack } from '../engines/testing/web-project.ts';
import type { Report } from '../reports/report-schema.ts';
import { onTerminal } from './testing/pseudo-terminal.ts';
import type { OnTerminal, PseudoTerminal } from './testing/pseudo-terminal.ts';

// Most of their time is waiting: for a person, and for the control.
test.describe.configure({ timeout: 120_000, mode: 'parallel' });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const runbook = `# Web is down

## Diagnosis

Look at it first.

\`\`\`bash
systemctl status web
\`\`\`

## Resolution

1. Start the server again.

   \`\`\`console
   $ systemctl start web
   \`\`\`

## Verify

\`\`\`bash
curl -sf http://localhost:3000/
\`\`\`
`;

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-rehearse-'));
  writeWebStack(folder);
  writeInto(folder, 'runbooks/web.md', runbook);
  writeInto(folder, 'slow-editor.sh', 'echo editing\nexec sleep 100\n');
  writeInto(folder, 'scenarios/web.yaml', webScenario('The web server is killed', '../runbooks/web.md', 'rto: 60s\n'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Nobody's own editor or pager. */
const plain = { EDITOR: undefined, VISUAL: undefined, PAGER: undefined };
/** Refuses to load what a rehearsal has no use for. */
const hook = `export const resolve = (name, context, next) => { if (/^(@playwright\\/|playwright)/.test(name)) throw new Error('loaded ' + name); return next(name, context); };`;
const register = `import { register } from 'node:module'; register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hook)}));`;
const withoutRunner = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(register)}` };

function rehearse(argv: readonly string[], on: OnTerminal = {}): PseudoTerminal {
  return onTerminal([process.execPath, program, 'rehearse', ...argv, '--engine', 'processes'], {
    cwd: folder,
    ...on,
    env: { ...plain, ...on.env },
  });
}

/** The question at a step, ready for an answer. */
async function atStep(terminal: PseudoTerminal, number: number): Promise<void> {
  await terminal.shows(`Step ${number} of 3`);
  await terminal.shows(' > ');
}

function evidence(): string {
  const runs = join(folder, '.drillbook', 'runs');
  const [run = ''] = readdirSync(runs, { withFileTypes: true }).flatMap(entry => (entry.isDirectory() ? [entry.name] : []));
  return join(runs, run);
}

function report(): Report['scenarios'][number] {
  const [scenario] = (JSON.parse(readFileSync(join(evidence(), 'report.json'), 'utf8')) as Report).scenarios;
  if (scenario === undefined) throw new Error('unexpected absence of the scenario');
  return scenario;
}

function audit(): string {
  const { status, stdout } = spawnSync(process.execPath, [program, 'audit', evidence()], { encoding: 'utf8', cwd: folder });
  return `${status}\n${stdout}`;
}

interface Entry {
  readonly pid: number;
  readonly parent: number;
  /** With the pid, which is given again, it tells processes apart. */
  readonly started: string;
  readonly line: string;
}

function processes(): readonly Entry[] {
  return readdirSync('/proc').flatMap(pid => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return fields[0] === 'Z' ? [] : [{ pid: Number(pid), parent: Number(fields[1]), started: fields[19] ?? '', line }];
    } catch {
      return [];
    }
  });
}

/** The program that rehearses here. */
function rehearsing(): Entry {
  const found = processes().find(({ pid, line }) => {
    try {
      return line.includes(' rehearse ') && line.startsWith(process.execPath) && readlinkSync(`/proc/${pid}/cwd`) === folder;
    } catch {
      return false;
    }
  });
  if (found === undefined) throw new Error('unexpected absence of the program');
  return found;
}

/** All that the program has started by now, with itself: two stacks with their services and shells. */
function started(): readonly Entry[] {
  const all = processes();
  const found: Entry[] = [rehearsing()];
  for (const entry of found) found.push(...all.filter(({ parent }) => parent === entry.pid));
  expect(found.length).toBeGreaterThan(4);
  return found;
}

async function nothingIsLeft(of: readonly Entry[]): Promise<void> {
  const alive = (): readonly Entry[] =>
    processes().filter(entry => of.some(({ pid, started: since }) => pid === entry.pid && since === entry.started));
  await expect.poll(alive, { timeout: 20_000 }).toEqual([]);
}

test('a runbook that is followed as written at the gate is verified, with the reader in its time', async () => {
  const terminal = rehearse(['web', '--people', 'Ada:operator,Bob:observer'], { env: withoutRunner });
  await atStep(terminal, 1);
  const all = started();
  terminal.resize(60, 12);
  terminal.type('\r');
  await atStep(terminal, 2);
  terminal.resize(0, 0);
  // In haste: only the first is an answer to what was asked.
  terminal.type('\r\r\r');
  await atStep(terminal, 3);
  terminal.type('\r');
  expect(await terminal.ended, terminal.text()).toBe(0);
  expect(terminal.text()).toContain('verified, rehearsed by a person');
  expect(terminal.text()).toContain('(with the reader), target 60.0 s');
  expect(report()).toMatchObject({ outcome: 'verified', withReader: true, asExpected: true });
  const { rehearsal } = report().trials.find(({ trial }) => trial === 'as-written') ?? {};
  expect(rehearsal?.choices.map(({ action, by }) => `${action} by ${by}`)).toEqual(['run by Ada', 'run by Ada', 'run by Ada']);
  expect(readFileSync(join(evidence(), 'report.html'), 'utf8')).toContain('Ada (operator), Bob (observer)');
  expect(audit()).toMatch(/^0\n/);
  await nothingIsLeft(all);
});

test('a rehearsal that was edited, skipped and shelled is inconclusive, and its edits are a patch that applies', async () => {
  const terminal = rehearse(['web'], { env: { VISUAL: "sed -i 's/start web/restart web/'", PAGER: 'cat -n' } });
  await atStep(terminal, 1);
  const all = started();
  terminal.type('x\r');
  await terminal.shows('bastion $ ');
  terminal.type('shared=kept; printf "a\\nb"\r');
  await terminal.shows('no verdict on the runbook (deviated)');
  await terminal.shows('a\nb\nbastion $ ');
  terminal.type('sleep 1000; echo not-stopped\r');
  await terminal.shows('not-stopped');
  await terminal.shows('\n');
  terminal.type('\u0003');
  await terminal.shows('bastion $ ');
  terminal.type('exit\r');
  await terminal.shows(' > ');
  terminal.type('s\r');
  await atStep(terminal, 2);
  terminal.type('n\r');
  await terminal.shows('note | ');
  terminal.type('::error::look here\r');
  await terminal.shows(' > ');
  terminal.type('e\r');
  await atStep(terminal, 3);
  terminal.type('o\r');
  await terminal.shows('1\tcurl');
  await terminal.shows(' > ');
  terminal.type('z\r');
  await terminal.shows('unexpected "z"');
  await terminal.shows(' > ');
  terminal.type('a\r');
  await terminal.shows('attempt 2');
  await terminal.shows(' > ');
  terminal.type('\r');
  expect(await terminal.ended, terminal.text()).toBe(3);
  const { reason, trials, next } = report();
  expect(reason).toBe('deviated');
  expect(next).toContain('Put what you learned into runbooks/web.md');
  const { rehearsal } = trials.find(({ trial }) => trial === 'as-written') ?? {};
  expect(rehearsal?.choices.map(({ action }) => action)).toEqual(['shell', 'shell', 'skip', 'edit', 'output', 'again', 'run']);
  expect(rehearsal?.typed.map(({ status }) => status)).toEqual([0, 124]);
  expect(rehearsal?.notes).toMatchObject([{ text: '::error::look here' }]);
  expect(terminal.text()).not.toMatch(/^::/m);
  const command = /To apply it: (git apply \S+)/.exec(terminal.text())?.[1] ?? '';
  execFileSync('sh', ['-c', command], { cwd: folder, env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir() } });
  expect(readFileSync(join(folder, 'runbooks/web.md'), 'utf8')).toBe(runbook.replace('$ systemctl start web', '$ systemctl restart web'));
  expect(audit()).toMatch(/^0\n/);
  await nothingIsLeft(all);
});

test('a blind rehearsal hides what was broken until the end, and a kept stack can be looked at', async () => {
  const terminal = rehearse(['scenarios', '--blind', '--keep', '--untimed']);
  await atStep(terminal, 1);
  terminal.type('\r');
  await terminal.shows('what is wrong?');
  terminal.type('its server died\r');
  await terminal.shows('no clock');
  for (const told of ['killed', 'scenarios/', 'SIGKILL was']) expect(terminal.text()).not.toContain(`${told} `);
  expect(terminal.text()).not.toContain('web was killed');
  expect(terminal.text()).not.toContain('The web server is killed');
  terminal.type('\r');
  await atStep(terminal, 3);
  terminal.type('\r');
  await terminal.shows('You took for the cause: its server died');
  await terminal.shows('web was killed with SIGKILL');
  await terminal.shows('kept, bastion $ ');
  terminal.type('probes\r');
  await terminal.shows('✓ it answers');
  await terminal.shows('kept, bastion $ ');
  terminal.type('curl -s localhost:3000; echo\r');
  await terminal.shows('ok');
  await terminal.shows('kept, bastion $ ');
  const all = started();
  terminal.type('end\r');
  expect(await terminal.ended, terminal.text()).toBe(3);
  const { sentence, recoveryMs, trials } = report();
  expect(sentence).toContain('without a clock (--untimed)');
  expect(recoveryMs).toBeUndefined();
  const { rehearsal } = trials.find(({ trial }) => trial === 'as-written') ?? {};
  expect(rehearsal).toMatchObject({ blind: true, untimed: true, diagnoses: [{ text: 'its server died' }] });
  expect(rehearsal?.keptMs).toBeGreaterThan(0);
  expect(audit()).toMatch(/^0\n/);
  await nothingIsLeft(all);
});

/** Ways in which a rehearsal comes to a sudden end, at a question or while a step runs. */
const endings: readonly (readonly [what: string, end: (terminal: PseudoTerminal) => void])[] = [
  ['Ctrl-C', terminal => terminal.type('\u0003')],
  ['the end of the input', terminal => terminal.type('\u0004')],
  ['a terminal that hangs up', terminal => terminal.hangUp()],
];
for (const [what, end] of endings) {
  for (const when of ['at a question', 'while a step runs', 'in an editor'] as const) {
    // An editor has the keys for itself.
    if (when === 'in an editor' && what !== 'a terminal that hangs up') continue;
    test(`${what} ${when} leaves a clean machine and sealed evidence, which is inconclusive: interrupted`, async () => {
      writeInto(folder, 'runbooks/web.md', runbook.replace('systemctl status web', 'echo it runs; sleep 100'));
      const terminal = rehearse(['web'], { env: when === 'in an editor' ? { EDITOR: 'sh slow-editor.sh' } : {} });
      await atStep(terminal, 1);
      if (when === 'while a step runs') {
        terminal.type('\r');
        await terminal.shows('│ it runs');
      }
      if (when === 'in an editor') {
        terminal.type('e\r');
        await terminal.shows('editing');
      }
      const all = started();
      end(terminal);
      const status = await terminal.ended;
      if (what !== 'a terminal that hangs up') expect(status, terminal.text()).toBe(130);
      await nothingIsLeft(all);
      expect(report()).toMatchObject({ outcome: 'inconclusive', reason: 'interrupted' });
      expect(existsSync(join(evidence(), 'manifest.json'))).toBe(true);
      expect(audit()).toMatch(/^0\n/);
      expect(readdirSync(evidence()).filter(name => name.startsWith('edit-'))).toEqual([]);
    });
  }
}

test('a rehearsal that is killed leaves no process behind', async () => {
  const terminal = rehearse(['web'], { env: { EDITOR: 'sh slow-editor.sh' } });
  await atStep(terminal, 1);
  terminal.type('e\r');
  await terminal.shows('editing');
  const all = started();
  expect(all.some(({ line }) => line.includes('sleep 100'))).toBe(true);
  process.kill(rehearsing().pid, 'SIGKILL');
  await terminal.ended;
  await nothingIsLeft(all);
});

test('without a terminal a rehearsal is refused, and the command to use instead is named', () => {
  const { status, stderr } = spawnSync(process.execPath, [program, 'rehearse', 'web'], { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toContain('a rehearsal asks a person\n  Without a terminal use: drillbook drill web');
  expect(existsSync(join(folder, '.drillbook'))).toBe(false);
});

test('several scenarios are refused, unless one is to be drawn', async () => {
  writeInto(folder, 'scenarios/other.yaml', webScenario('Another', '../runbooks/web.md'));
  const terminal = rehearse([]);
  expect(await terminal.ended).toBe(2);
  expect(terminal.text()).toContain('unexpected 2 scenarios, expected one: scenarios/other.yaml, scenarios/web.yaml');
});
