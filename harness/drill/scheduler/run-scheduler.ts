import { rmSync } from 'node:fs';
import { slots } from '../slots.ts';
import { listenForWorkers } from './control-server.ts';
import type { DrillRequest, ToParent } from './protocol.ts';
import { anyPrints } from './reporters.ts';
import type { ReporterName } from './reporters.ts';
import type { Shard } from './shard.ts';
import { startRunner } from './start-runner.ts';

export interface ScheduleOptions {
  /** Trials under way at once. */
  readonly inFlight: number;
  readonly onMessage: (message: ToParent) => void;
  /** Aborted at the first Ctrl-C: workers are told and clean up. */
  readonly signal: AbortSignal;
  /** Playwright's own reporters, beside ours. @default none */
  readonly reporters?: readonly ReporterName[];
  /** Which part of a run the request is; the caller has chosen its scenarios with `ofShard`. */
  readonly shard?: Shard;
  /** The user's working directory: reporters leave their files in it and show paths relative to it. @default that of this process */
  readonly outputFolder?: string;
  /** What reporters that print say; called only when one of them was asked for. */
  readonly onOutput?: (text: string) => void;
}

/** Failures that no journal tells of: by scenario, or of the runner as a whole. */
export interface Failure {
  readonly scenario?: string;
  readonly message: string;
}

/** Trials of one scenario that usually run side by side. */
const trialsPerWorker = 2;

/** A scenario's trials end one after the other: the next scenario is there already, and takes the first place that gets free. */
const standingBy = 1;

/**
 * Runs the requested scenarios with Playwright Test, each scenario one test, in a process group of its own, so that a Ctrl-C
 * reaches only us and the workers are told in order. Resolves when the runner has ended.
 */
export async function runScheduler(
  request: Omit<DrillRequest, 'socket'>,
  { inFlight, onMessage, signal, reporters = [], shard, outputFolder = process.cwd(), onOutput }: ScheduleOptions,
): Promise<readonly Failure[]> {
  // A shard may be left with nothing, which Playwright would take for a mistake.
  if (request.scenarios.length === 0) return [];
  const failures: Failure[] = [];
  let judged = 0;
  const control = await listenForWorkers(slots(inFlight), message => {
    if (message.type === 'failed')
      failures.push({ message: message.message, ...(message.scenario === undefined ? {} : { scenario: message.scenario }) });
    else if (message.type === 'ended') judged = message.judged;
    else onMessage(message);
  });
  const tell = (): void => control.abort(String(signal.reason));
  try {
    const runner = startRunner(
      { ...request, socket: control.socket },
      {
        folder: control.folder,
        workers: Math.min(request.scenarios.length, Math.ceil(inFlight / trialsPerWorker) + standingBy),
        reporters,
        outputFolder,
        ...(shard === undefined ? {} : { shard }),
        ...(onOutput === undefined || !anyPrints(reporters) ? {} : { onOutput }),
      },
    );
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
      await control.silent();
      // 1 is also the status of tests that failed: when they did so for their outcomes alone, our work is done.
      const ofOutcomes = code === 1 && judged > 0;
      if (code !== 0 && !ofOutcomes && failures.length === 0 && !signal.aborted)
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
