import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { engines } from '../engines/index.ts';
import { stackOf } from '../engines/testing/stack-of.ts';
import type { Measure } from './measure.ts';
import { median, repeat } from './measure.ts';
import { megabytesOf, treeBelow } from './processes.ts';
import { program } from './program.ts';

const playwright = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');

/** What we add to a bare run of Playwright Test: to each worker, and for each trial outside its services. */
export async function memory(scenario: string): Promise<readonly Measure[]> {
  const bare = median(await repeat(3, bareWorker));
  const drilling = await repeat(3, () =>
    peakOfWorkers([program, 'drill', scenario, '--engine', 'processes', '--workers', '2', '--evidence', '.drillbook/bench']),
  );
  return [
    { what: 'memory: worker of a bare Playwright run', values: [bare], unit: 'MB' },
    { what: 'memory: what a worker with two trials has more', values: drilling.map(value => value - bare), unit: 'MB', limit: 60 },
    { what: 'memory: sandbox of a trial outside its services', values: await repeat(3, emptySandbox), unit: 'MB', limit: 60 },
  ];
}

/** A worker that has loaded Playwright and waits in a test. */
async function bareWorker(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'drillbook-bench-'));
  try {
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    await writeFile(
      join(folder, 'bare.spec.js'),
      `import { test } from '@playwright/test';\ntest('waits', () => new Promise(done => setTimeout(done, 2000)));\n`,
    );
    return await peakOfWorkers([playwright, 'test', '--reporter', 'dot'], folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The most that one worker process had while the command ran, without its children. */
async function peakOfWorkers(argv: readonly string[], cwd = process.cwd()): Promise<number> {
  const child = spawn(process.execPath, argv, { cwd, stdio: 'ignore' });
  const ended = once(child, 'exit');
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const workers = treeBelow(child.pid ?? 0).filter(({ command }) => /playwright\/lib\/.*(worker|process)\S*\.js/.test(command));
    for (const worker of workers) peak = Math.max(peak, megabytesOf([worker]));
    await Promise.race([sleep(100), ended]);
  }
  if (peak === 0) throw new Error(`unexpected end without a worker of ${argv.join(' ')}`);
  return peak;
}

/** The supervisor, the operator's shell and what holds the namespaces. */
async function emptySandbox(): Promise<number> {
  const engine = engines.find('processes');
  if (engine === undefined) throw new Error('unexpected absence of the engine "processes"');
  const stack = stackOf({});
  const before = new Set(treeBelow(process.pid).map(({ pid }) => pid));
  try {
    await using running = await engine.start(stack, {
      provisionMs: 10_000,
      standIns: ['systemctl'],
      onStandIn: async () => 125,
      signal: AbortSignal.timeout(30_000),
    });
    const shell = await running.bastion.openShell({ environment: {} });
    await shell.run({
      name: 'block',
      script: 'true',
      language: 'shell',
      timeoutMs: 5000,
      endlessMs: 500,
      signal: AbortSignal.timeout(5000),
    });
    return megabytesOf(treeBelow(process.pid).filter(({ pid }) => !before.has(pid)));
  } finally {
    await rm(stack.folder, { recursive: true, force: true });
  }
}
