import { readFileSync, rmSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { FullConfig, Reporter, Suite, TestCase, TestError, TestResult, TestRun } from '@playwright/test/reporter';
import { connectToParent } from './control-client.ts';
import type { ControlClient } from './control-client.ts';
import { outcomeAnnotation, scenarioAnnotation } from './protocol.ts';
import type { DrillRequest, ToParent } from './protocol.ts';

/** How long the runner waits for its workers to clean up after its parent has gone. */
const lastBreathMs = 12_000;

/**
 * Prints nothing; tells the parent of tests that could not do their work and of errors outside of tests. It stands before the
 * reporters that people asked for, which see what it has put right.
 */
export default class DrillReporter implements Reporter {
  #parent: Promise<ControlClient> | undefined;
  #judged = 0;

  async preprocess({
    config,
    suite,
    testRun,
  }: {
    readonly config: FullConfig;
    readonly suite: Suite;
    readonly testRun: TestRun;
  }): Promise<void> {
    // The parent has divided the scenarios already; the configuration names the shard for reports only.
    if (config.shard !== null) testRun.skipSharding();
    // JUnit names suites by the file that declared them, a temporary one; what it holds is about the runbook.
    for (const file of suite.suites.flatMap(project => project.suites))
      if (file.location !== undefined) file.title = relative(config.rootDir, file.location.file);
  }

  onBegin(): void {
    const { socket } = JSON.parse(readFileSync(process.env['DRILLBOOK_REQUEST'] ?? '', 'utf8')) as DrillRequest;
    this.#parent = connectToParent(socket, () => {
      // The folder is the parent's to take away; when it was killed nobody else is left to do it.
      process.once('exit', () => rmSync(dirname(socket), { recursive: true, force: true }));
      setTimeout(() => process.exit(1), lastBreathMs).unref();
    });
    this.#parent.catch(() => undefined);
  }

  /** The blob reporter passes attachments on as soon as the step ends in which they came. */
  onStepEnd(_test: TestCase, result: TestResult): void {
    dropHints(result);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    dropHints(result);
    if (result.status === 'passed') return;
    const judged = result.annotations.some(({ type }) => type === outcomeAnnotation);
    if (judged && result.status === 'failed' && result.errors.length === 1) {
      this.#judged++;
      return;
    }
    const scenario = test.annotations.find(({ type }) => type === scenarioAnnotation)?.description;
    this.#send({
      type: 'failed',
      ...(scenario === undefined ? {} : { scenario }),
      message: messageOf(result.error) ?? `the worker ended as ${result.status}`,
    });
  }

  /** Also told of what another reporter threw. */
  onError(error: TestError): void {
    this.#send({ type: 'failed', message: messageOf(error) ?? 'the test runner failed' });
  }

  /** After all other reporters have written what they write. */
  async onExit(): Promise<void> {
    this.#send({ type: 'ended', judged: this.#judged });
    (await this.#parent?.catch(() => undefined))?.close();
  }

  printsToStdio(): boolean {
    return true;
  }

  #send(message: ToParent): void {
    void this.#parent?.then(
      parent => parent.send(message),
      () => undefined,
    );
  }
}

/** Playwright's own hints for whoever mends a web test: they tell nothing of a runbook, and name a file that will be gone. */
function dropHints({ attachments }: TestResult): void {
  for (let index = attachments.length - 1; index >= 0; index--)
    if (attachments[index]?.name === 'error-context') attachments.splice(index, 1);
}

function messageOf(error: TestError | undefined): string | undefined {
  // eslint-disable-next-line no-control-regex -- Playwright colours its messages.
  return (error?.message ?? error?.value)?.replaceAll(/\u001b\[[\d;]*m/g, '');
}
