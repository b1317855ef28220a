import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { enginesUnderTest } from '../engines/testing/engines-under-test.ts';
import { writeInto } from '../engines/testing/web-project.ts';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { loadPlan } from '../planning/load-plan.ts';
import { shims } from '../shims/index.ts';
import { redisDown, writeShop } from './testing/shop-project.ts';

test.describe.configure({ timeout: 240_000 });

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-first-'));
  // As `npm install` leaves it; `npm test` builds the program first.
  mkdirSync(join(folder, 'bin'));
  symlinkSync(fileURLToPath(new URL('../../dist/cli.js', import.meta.url)), join(folder, 'bin/drillbook'));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Typed {
  readonly status: number | null;
  readonly output: string;
}

/** Types commands one after the other in a repository, as a new user would. */
async function type(project: string, commands: readonly string[]): Promise<readonly Typed[]> {
  const typed: Typed[] = [];
  for (const command of commands)
    typed.push(
      await new Promise<Typed>(resolve => {
        const child = spawn('bash', ['-c', command], {
          cwd: join(folder, project),
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { ...process.env, CI: '', NO_COLOR: '1', FORCE_COLOR: '0', PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
        });
        let output = '';
        for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
        child.once('close', status => resolve({ status, output }));
      }),
    );
  return typed;
}

test(`leads a repository that has never heard of us to its first true verdict in at most ten commands, on ${enginesUnderTest.join(' and ')}`, async () => {
  writeShop(join(folder, 'shop'));
  const prepared = await type('shop', [
    'drillbook init',
    'drillbook init --write',
    "sed -i 's/: TODO$/: redis/' scenarios/redis-down.yaml",
    "echo 'inline: run' >> scenarios/redis-down.yaml",
    'drillbook plan',
  ]);
  expect(
    prepared.map(({ status }) => status),
    prepared.map(({ output }) => output).join('\n'),
  ).toEqual([0, 0, 0, 0, 0]);
  expect(prepared[1]?.output).toContain('unexpected TODO at variables.<REDIS_SERVICE>');
  expect(prepared[1]?.output).toContain('inline: run');
  const drilled = enginesUnderTest.map(engine => ({
    engine,
    project: `shop-${engine}`,
    status: 0,
    line: '✓ Redis is unreachable  verified',
  }));
  // The same repository with a runbook that starts the wrong service: what was proposed must not make that green.
  const wrong = { engine: 'processes', project: 'wrong', status: 1, line: '✗ Redis is unreachable  refuted: not-restored' };
  await Promise.all(
    [...drilled, wrong].map(async ({ engine, project, status, line }) => {
      cpSync(join(folder, 'shop'), join(folder, project), { recursive: true });
      if (status !== 0) writeInto(join(folder, project), 'docs/runbooks/redis-down.md', redisDown('docker compose restart app'));
      const [typed] = await type(project, [`drillbook drill --engine ${engine}`]);
      expect.soft(typed?.status, typed?.output).toBe(status);
      expect.soft(typed?.output).toContain(line);
    }),
  );
});

test('leads from a runbook alone to a verdict: each call names the options that are missing, and what is saved is what was drilled', async () => {
  writeShop(join(folder, 'shop'));
  const runbook = 'docs/runbooks/redis-down.md';
  const [nothing] = await type('shop', [`drillbook drill ${runbook}`]);
  expect(nothing?.status, nothing?.output).toBe(2);
  for (const option of ['--stack compose.yaml', '--fault service.stop:redis', "--healthy 'GET http://localhost:8080/visits 200'"])
    expect(nothing?.output).toContain(option);
  const call = /^ {4}(drillbook drill .*)$/m.exec(nothing?.output ?? '')?.[1] ?? '';
  const [unbound] = await type('shop', [call]);
  expect(unbound?.status).toBe(2);
  expect(unbound?.output).toContain("Add --variable '<REDIS_SERVICE>=…'");
  const bound = `${call} --variable '<REDIS_SERVICE>=redis' --inline --engine processes`;
  const [lacking] = await type('shop', [bound]);
  expect(lacking?.status, lacking?.output).toBe(2);
  expect(lacking?.output).toContain('service redis has no x-drillbook `run`');
  const overlay = (lacking?.output ?? '').split('\n\n').at(-1) ?? '';
  writeInto(join(folder, 'shop'), 'compose.drill.yaml', overlay.replaceAll(/^ {4}/gm, ''));
  expect(readdirSync(join(folder, 'shop')).sort()).toEqual(['app', 'compose.drill.yaml', 'compose.yaml', 'docs']);

  const [drilled] = await type('shop', [`${bound} --stack compose.drill.yaml --save scenarios/redis.yaml --json`]);
  expect(drilled?.status, drilled?.output).toBe(0);
  expect(drilled?.output).toContain('"outcome": "verified"');
  const run = readdirSync(join(folder, 'shop/.drillbook/runs')).find(name => name !== '.gitignore') ?? '';
  const header = JSON.parse(readFileSync(join(folder, 'shop/.drillbook/runs', run, 'run.json'), 'utf8')) as {
    scenarios: { id: string; inputDigest: string; digests: Record<string, string> }[];
  };
  const [audited, again] = await type('shop', [
    `drillbook audit .drillbook/runs/${run}`,
    `${bound} --stack compose.drill.yaml --save scenarios/redis.yaml`,
  ]);
  const planned = await loadPlan(join(folder, 'shop/scenarios/redis.yaml'), { operations, faults, shims });
  if (!planned.ok) throw new Error(JSON.stringify(planned.problems));
  const { inputDigest, digests } = planned.plan.facts;
  expect(header.scenarios).toMatchObject([{ id: 'scenarios/redis', inputDigest }]);
  expect(Object.values(header.scenarios[0]?.digests ?? {})).toEqual(Object.values(digests));
  expect(audited?.status, audited?.output).toBe(0);
  expect(again?.status).toBe(2);
  expect(again?.output).toContain('expected a file that is not there yet');
});
