import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { HarnessError } from '../../support/harness-error.ts';
import { slots } from '../slots.ts';
import { listenForWorkers } from './control-server.ts';
import type { DrillRequest, ToParent } from './protocol.ts';

export interface ScheduleOptions {
  /** Trials under way at once. */
  readonly inFlight: number;
  readonly onMessage: (message: ToParent) => void;
  /** Aborted at the first Ctrl-C: workers are told and clean up. */
  readonly signal: AbortSignal;
}

/** Failures that no journal tells of: by scenario, or of the runner as a whole. */
export interface Failure {
  readonly scenario?: string;
  readonly message: string;
}

/** Trials of one scenario that usually run side by side. */
const trialsPerWorker = 2;

/**
 * Runs the requested scenarios with Playwright Test, each scenario one test, in a process group of its own, so that a Ctrl-C
 * reaches only us and the workers are told in order. Resolves when the runner has ended.
 */
export async function runScheduler(
  request: Omit<DrillRequest, 'socket'>,
  { inFlight, onMessage, signal }: ScheduleOptions,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const control = await listenForWorkers(slots(inFlight), message => {
    if (message.type === 'failed')
      failures.push({ message: message.message, ...(message.scenario === undefined ? {} : { scenario: message.scenario }) });
    else onMessage(message);
  });
  const tell = (): void => control.abort(String(signal.reason));
  try {
    const workers = Math.max(1, Math.min(request.scenarios.length, Math.ceil(inFlight / trialsPerWorker)));
    const runner = startRunner(control.folder, { ...request, socket: control.socket }, workers);
    // An end that waits for nobody: the runner is killed, and cannot take the folder away any more.
    const killAll = (): void => {
      runner.kill();
      rmSync(control.folder, { recursive: true, force: true });
    };
    process.on('exit', killAll);
    signal.addEventListener('abort', tell, { once: true });
    if (signal.aborted) tell();
    try {
      const { code, output } = await runner.ended;
      if (code !== 0 && failures.length === 0 && !signal.aborted)
        failures.push({ message: `the test runner ended with status ${code}: ${output.trim().split('\n').slice(-5).join(' · ')}` });
    } finally {
      process.off('exit', killAll);
    }
  } finally {
    signal.removeEventListener('abort', tell);
    await control.close();
  }
  return failures;
}

function startRunner(
  folder: string,
  request: DrillRequest,
  workers: number,
): { readonly ended: Promise<{ code: number | null; output: string }>; kill(): void } {
  // Playwright runs no spec below node_modules and none that git ignores; these two small files stand for ours.
  const ours = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  mkdirSync(join(folder, 'specs'));
  const requestFile = join(folder, 'request.json');
  writeFileSync(requestFile, JSON.stringify(request));
  writeFileSync(
    join(folder, 'specs', 'drill.spec.mjs'),
    `import { declareDrillTests } from ${ours(`./drill-tests.${extension}`)};\ndeclareDrillTests(process.env.DRILLBOOK_REQUEST);\n`,
  );
  const config = {
    testDir: join(folder, 'specs'),
    testMatch: '*.spec.mjs',
    outputDir: join(folder, 'results'),
    fullyParallel: true,
    workers,
    timeout: 0,
    retries: 0,
    respectGitIgnore: false,
    reporter: [[new URL(`./reporter.${extension}`, import.meta.url).pathname]],
  };
  const configFile = join(folder, 'playwright.config.mjs');
  writeFileSync(configFile, `export default ${JSON.stringify(config)};\n`);

  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const child = spawn(process.execPath, [cli, 'test', '--config', configFile], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DRILLBOOK_REQUEST: requestFile, FORCE_COLOR: '0' },
  });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output = `${output}${chunk.toString()}`.slice(-16_384);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.once('error', thrown =>
      reject(
        new HarnessError('no-runner', `the test runner could not be started: ${thrown.message}`, 'Run `npm install` again.', {
          cause: thrown,
        }),
      ),
    );
    child.once('close', code => resolve({ code, output }));
  });
  return {
    ended,
    kill() {
      if (child.pid === undefined || child.exitCode !== null) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has just ended.
      }
    },
  };
}
