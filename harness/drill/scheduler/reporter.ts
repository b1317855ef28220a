import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FullConfig, FullResult, Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { connectToParent } from './control-client.ts';
import type { ControlClient } from './control-client.ts';
import type { DrillRequest, ToParent } from './protocol.ts';

/** How long the runner waits for its workers to clean up after its parent has gone. */
const lastBreathMs = 12_000;

/** Prints nothing; tells the parent of tests that could not do their work and of errors outside of tests. */
export default class DrillReporter implements Reporter {
  #parent: Promise<ControlClient> | undefined;

  onBegin(_config: FullConfig): void {
    const { socket } = JSON.parse(readFileSync(process.env['DRILLBOOK_REQUEST'] ?? '', 'utf8')) as DrillRequest;
    this.#parent = connectToParent(socket, () => {
      // The folder is the parent's to take away; when it was killed nobody else is left to do it.
      process.once('exit', () => rmSync(dirname(socket), { recursive: true, force: true }));
      setTimeout(() => process.exit(1), lastBreathMs).unref();
    });
    this.#parent.catch(() => undefined);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'passed') return;
    const scenario = test.annotations.find(annotation => annotation.type === 'drillbook')?.description;
    this.#send({
      type: 'failed',
      ...(scenario === undefined ? {} : { scenario }),
      message: messageOf(result.error) ?? `the worker ended as ${result.status}`,
    });
  }

  onError(error: TestError): void {
    this.#send({ type: 'failed', message: messageOf(error) ?? 'the test runner failed' });
  }

  async onEnd(_result: FullResult): Promise<void> {
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

function messageOf(error: TestError | undefined): string | undefined {
  // eslint-disable-next-line no-control-regex -- Playwright colours its messages.
  return (error?.message ?? error?.value)?.replaceAll(/\u001b\[[\d;]*m/g, '');
}
