import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { evaluate, interpolate, truthy } from './expression.ts';
import type { Contexts } from './expression.ts';
import { runAction } from './runner-actions.ts';
import type { Machine } from './runner-actions.ts';
import type { Step } from './workflow-file.ts';

/** One machine that carries out the steps of a job. */
export interface StepsToRun {
  readonly steps: readonly Step[];
  /** `github`, `inputs`, `needs`, `matrix`, `secrets`. */
  readonly contexts: Contexts;
  readonly machine: Machine;
  /** The runner's folder for what a job needs for itself. */
  readonly temp: string;
  readonly env: Readonly<Record<string, string>>;
  /** Ends a step's processes with SIGKILL once this is true of the machine's folder; asked while a step runs. */
  readonly kill?: (step: string, temp: string) => boolean;
}

export interface StepsEnded {
  readonly failed: boolean;
  readonly steps: Readonly<Record<string, { readonly outputs: Readonly<Record<string, string>> }>>;
  /** What the steps printed, and why actions failed. */
  readonly log: string;
  readonly summary: string;
  /** The names of steps that were run. */
  readonly ran: readonly string[];
}

/** Carries out steps in their order as a runner does: the very scripts, in bash, with the files that a runner gives. */
export async function runSteps({ steps, contexts, machine, temp, env, kill }: StepsToRun): Promise<StepsEnded> {
  for (const folder of [machine.workspace, temp]) mkdirSync(folder, { recursive: true });
  const done: Record<string, { outputs: Readonly<Record<string, string>>; outcome: string }> = {};
  const ran: string[] = [];
  const [paths, variables]: [string[], Record<string, string>] = [[], {}];
  const summary = join(temp, '_summary');
  writeFileSync(summary, '');
  let [log, failed] = ['', false];
  for (const [index, step] of steps.entries()) {
    const about = { ...contexts, steps: done, runner: { temp }, env: variables };
    const state = { failed };
    const wanted = step.if === undefined ? !failed : truthy(evaluate(asked(step.if), about, state));
    if (!wanted) continue;
    const name = step.name ?? step.uses ?? String(index);
    ran.push(name);
    const text = (value: unknown): string => interpolate(String(value), about, state);
    const each = (values: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
      Object.fromEntries(Object.entries(values).map(([key, value]) => [key, text(value)]));
    let outputs: Readonly<Record<string, string>> = {};
    let ok = true;
    try {
      if (step.uses !== undefined) outputs = runAction(step.uses, each(step.with), machine);
      else {
        const files = Object.fromEntries(['OUTPUT', 'ENV', 'PATH'].map(file => [`GITHUB_${file}`, join(temp, `_${file}-${index}`)]));
        for (const file of Object.values(files)) writeFileSync(file, '');
        const script = join(temp, `_script-${index}.sh`);
        writeFileSync(script, text(step.run));
        const { status, output } = await runScript(script, {
          cwd: resolve(machine.workspace, text(step['working-directory'] ?? '.')),
          env: {
            ...env,
            ...variables,
            ...each(step.env),
            ...files,
            RUNNER_TEMP: temp,
            GITHUB_WORKSPACE: machine.workspace,
            GITHUB_STEP_SUMMARY: summary,
            PATH: [...paths.toReversed(), env['PATH'] ?? ''].join(':'),
          },
          ...(kill === undefined ? {} : { kill: () => kill(name, temp) }),
        });
        log += output;
        ok = status === 0;
        outputs = pairsOf(readFileSync(files['GITHUB_OUTPUT'] ?? '', 'utf8'));
        Object.assign(variables, pairsOf(readFileSync(files['GITHUB_ENV'] ?? '', 'utf8')));
        paths.push(
          ...readFileSync(files['GITHUB_PATH'] ?? '', 'utf8')
            .split('\n')
            .filter(line => line !== ''),
        );
      }
    } catch (thrown) {
      ok = false;
      log += `${name}: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`;
    }
    if (step.id !== undefined) done[step.id] = { outputs, outcome: ok ? 'success' : 'failure' };
    if (!ok && step['continue-on-error'] !== true) failed = true;
  }
  return { failed, steps: done, log, summary: readFileSync(summary, 'utf8'), ran };
}

/** The condition of an `if`: with `${{ }}` or without; holds only after success, unless it asks how the steps before ended. */
export function asked(condition: string): string {
  const bare = /^\s*\$\{\{([^]*)\}\}\s*$/.exec(condition)?.[1] ?? condition;
  return /\b(always|success|failure|cancelled)\(/.test(bare) ? bare : `success() && (${bare})`;
}

async function runScript(
  script: string,
  { cwd, env, kill }: { readonly cwd: string; readonly env: Readonly<Record<string, string>>; readonly kill?: () => boolean },
): Promise<{ readonly status: number | null; readonly output: string }> {
  return await new Promise((resolved, rejected) => {
    // A group of its own, as on a runner that goes down with everything on it.
    const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    const look =
      kill === undefined ? undefined : setInterval(() => kill() && child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'), 20);
    child.once('error', rejected);
    child.once('close', status => {
      clearInterval(look);
      resolved({ status, output });
    });
    child.once('exit', () => clearInterval(look));
  });
}

/** The file of outputs or variables: `name=value`, or `name<<END` with lines up to END. */
function pairsOf(text: string): Readonly<Record<string, string>> {
  const pairs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, name, end] = /^([^=]+?)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name !== undefined) {
      const from = at + 1;
      at = lines.indexOf(end ?? '', from);
      pairs[name] = lines.slice(from, at).join('\n');
    } else {
      const [, key, value] = /^([^=]+)=(.*)$/.exec(lines[at] ?? '') ?? [];
      if (key !== undefined) pairs[key] = value ?? '';
    }
  }
  return pairs;
}
