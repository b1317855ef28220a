import { posix } from 'node:path';
import type { BlockResult, RunningStack, Shell } from '../engines/engine.ts';
import type { PlannedStep } from '../planning/plan.ts';
import { HarnessError } from '../support/harness-error.ts';
import { unlessAborted } from '../support/unless-aborted.ts';
import type { Trial } from './trial.ts';
import { within } from './within.ts';

/** The person at the bastion: one shell for all that is followed, a new one when a block closed it. */
export interface Operator {
  /** Carries out a step's block once. */
  carryOut(
    step: PlannedStep,
    options: { readonly name: string; readonly timeoutMs: number; readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void },
  ): Promise<BlockResult>;
  /** Runs a line on the same shell, as a person types it; `signal` ends the line alone, as Ctrl-C does. */
  typeLine(
    text: string,
    options: {
      readonly timeoutMs: number;
      readonly onOutput: (stream: 'stdout' | 'stderr', text: string) => void;
      readonly signal?: AbortSignal;
    },
  ): Promise<BlockResult>;
}

export function operatorOf(trial: Trial, stack: RunningStack): Operator {
  let shell: Promise<Shell> | undefined;
  const open = (): Promise<Shell> =>
    (shell ??= stack.bastion.openShell({ environment: trial.plan.environment, cwd: stack.spec.bastion.workdir }));
  const close = async (): Promise<void> => {
    const opened = shell;
    shell = undefined;
    await opened?.then(one => one.close());
  };
  trial.undo.push('the shell', () => within(close(), 10_000, 'its end'));
  return {
    async carryOut(step, options) {
      const { attributes, language } = step.block;
      if (attributes.on !== undefined) return await inService(trial, stack, attributes.on, step, options);
      const running = await unlessAborted(open(), trial.signal);
      const session = language === 'sql' ? sessionOf(stack) : {};
      const result = await unlessAborted(
        running.run({
          name: `${options.name.replaceAll(/[^\w.-]+/g, '-')}.${language === 'sql' ? 'sql' : 'sh'}`,
          script: scriptOf(step),
          language: language === 'sql' ? 'sql' : 'shell',
          timeoutMs: options.timeoutMs,
          endlessMs: step.endlessMs,
          onOutput: options.onOutput,
          signal: trial.signal,
          environment: session,
          ...(attributes.input === undefined ? {} : { input: attributes.input }),
          // Each block's own: not counted from where the one before has gone.
          ...(attributes.cwd === undefined ? {} : { cwd: posix.resolve(stack.spec.bastion.workdir, attributes.cwd) }),
        }),
        trial.signal,
      );
      // `exit` in a block closes the reader's terminal as well; the next step finds a new one.
      if (result.closedShell) await close();
      else await endSession(running, Object.keys(session), trial.signal);
      return result;
    },
    async typeLine(text, { timeoutMs, onOutput, signal }) {
      const running = await unlessAborted(open(), trial.signal);
      const result = await unlessAborted(
        running.run({
          name: 'typed.sh',
          script: text,
          language: 'shell',
          timeoutMs,
          // Whoever typed `tail -f` looks at it for as long as they like.
          endlessMs: timeoutMs,
          onOutput,
          signal: signal === undefined ? trial.signal : AbortSignal.any([trial.signal, signal]),
        }),
        trial.signal,
      );
      if (result.closedShell) await close();
      return result;
    },
  };
}

/** Whoever types SQL has a session already: with which variables it was opened is no matter of the block. */
function sessionOf({ spec: { bastion } }: RunningStack): Readonly<Record<string, string>> {
  const withheld = (bastion.withheld ?? []).filter(name => name.startsWith('PG'));
  return Object.fromEntries(withheld.map(name => [name, bastion.environment[name] ?? '']));
}

/** The shell goes on without them. */
async function endSession(shell: Shell, names: readonly string[], signal: AbortSignal): Promise<void> {
  if (names.length === 0) return;
  const script = `unset ${names.join(' ')}`;
  await unlessAborted(shell.run({ name: 'session.sh', script, language: 'shell', timeoutMs: 5_000, endlessMs: 5_000, signal }), signal);
}

/** The block, and what the scenario or the author wants around it. The first line stays the first, so that lines keep their numbers. */
function scriptOf({ script, block }: PlannedStep): string {
  const called = block.attributes.call === undefined ? script : `${script}\n${block.attributes.call}`;
  return block.attributes.background === true ? `{ ${called}\n} &` : called;
}

/** A block that is carried out inside a service, as `docker exec` would; it keeps nothing for later steps. */
async function inService(
  trial: Trial,
  stack: RunningStack,
  name: string,
  step: PlannedStep,
  { timeoutMs, onOutput }: Parameters<Operator['carryOut']>[1],
): Promise<BlockResult> {
  const service = stack.services.get(name);
  if (service === undefined)
    throw new HarnessError(
      'unknown-service',
      `unexpected service "${name}", expected one of ${[...stack.services.keys()].join(', ')}`,
      'Mend `on` of the step.',
    );
  const { attributes } = step.block;
  const startedMs = trial.now();
  const { status, stdout, stderr } = await unlessAborted(
    service.exec(['/bin/sh', '-c', scriptOf(step)], {
      timeoutMs,
      environment: trial.plan.environment,
      signal: trial.signal,
      ...(attributes.input === undefined ? {} : { input: attributes.input }),
      ...(attributes.cwd === undefined ? {} : { cwd: attributes.cwd }),
    }),
    trial.signal,
  );
  if (stdout !== '') onOutput('stdout', stdout);
  if (stderr !== '') onOutput('stderr', stderr);
  const durationMs = trial.now() - startedMs;
  const timedOut = status === 124 && durationMs >= timeoutMs;
  return {
    status,
    stdout,
    stderr,
    droppedBytes: 0,
    timedOut,
    closedShell: false,
    syntaxError: /^(?:\/bin\/)?(?:sh|bash|dash): .*[Ss]yntax error/m.test(stderr) && status === 2,
    stoppedEndless: [],
    masked: [],
    durationMs,
  };
}
