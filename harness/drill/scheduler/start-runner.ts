import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { HarnessError } from '../../support/harness-error.ts';
import type { DrillRequest, RequestedScenario } from './protocol.ts';
import { configOf } from './runner-config.ts';
import type { RunnerConfig } from './runner-config.ts';

export interface RunnerOptions extends RunnerConfig {
  readonly onOutput?: (text: string) => void;
}

export interface Runner {
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
  kill(): void;
}

/** Starts Playwright Test in a process group of its own. */
export function startRunner(request: DrillRequest, options: RunnerOptions): Runner {
  const { folder, onOutput } = options;
  const requestFile = join(folder, 'request.json');
  writeFileSync(requestFile, JSON.stringify(request));
  writeSpecs(join(folder, 'specs'), request.scenarios);
  const configFile = join(folder, 'playwright.config.mjs');
  writeFileSync(configFile, `export default ${JSON.stringify(configOf(options))};\n`);

  const cli = join(dirname(createRequire(import.meta.url).resolve('@playwright/test/package.json')), 'cli.js');
  const child = spawn(process.execPath, [cli, 'test', '--config', configFile], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DRILLBOOK_REQUEST: requestFile, FORCE_COLOR: '0' },
  });
  let output = '';
  const keep = (text: string): void => {
    output = `${output}${text}`.slice(-16_384);
    onOutput?.(text);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
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

const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * Playwright runs no spec below node_modules and none that git ignores; these small files stand for ours. One for each runbook: where
 * all tests of a spec are at places of one other file, Playwright takes that for the file of the suite.
 */
function writeSpecs(folder: string, scenarios: readonly RequestedScenario[]): void {
  const declare = JSON.stringify(new URL(`./drill-tests.${extension}`, import.meta.url).href);
  const byFile = new Map<string, string[]>();
  for (const { id, at, file } of scenarios) {
    const place = resolve(at?.file ?? file);
    byFile.set(place, [...(byFile.get(place) ?? []), id]);
  }
  mkdirSync(folder);
  for (const [index, ids] of [...byFile.values()].entries())
    writeFileSync(
      join(folder, `${String(index + 1).padStart(6, '0')}.spec.mjs`),
      `import { declareDrillTests } from ${declare};\ndeclareDrillTests(process.env.DRILLBOOK_REQUEST, ${JSON.stringify(ids)});\n`,
    );
}
