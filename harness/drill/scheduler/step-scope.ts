import { AsyncResource } from 'node:async_hooks';
import { resolve } from 'node:path';
import { test } from '@playwright/test';
import type { Location } from '../../model/location.ts';
import { shownText } from './shown-text.ts';

/**
 * A step of Playwright Test that is told from outside when it begins and ends, and what stands inside it. Nothing that happens here
 * can disturb a drill: Playwright's own errors are kept to itself.
 */
export interface StepScope {
  begin(title: string, at: Location): StepScope;
  /** Also ends what is still open inside. With an error the step is shown as failed; the test goes on. */
  end(error?: Error): void;
  /** Resolves when the step and all inside it have ended. */
  readonly ended: Promise<void>;
}

/** The test that runs; call it in the test's own function. */
export function testScope(): StepScope {
  const zone = new AsyncResource('drillbook.test');
  return makeScope(Promise.resolve(zone), () => undefined, Promise.resolve());
}

/**
 * @param zone Playwright finds the step that another belongs to by the asynchronous context in which it is begun: steps of trials
 * that run side by side stay apart only when each is begun in the context of its own trial.
 */
function makeScope(zone: Promise<AsyncResource>, finish: (error?: Error) => void, itself: Promise<void>): StepScope {
  const inside: StepScope[] = [];
  let ending = false;
  let done: () => void = () => undefined;
  const closed = new Promise<void>(resolve => (done = resolve));
  return {
    begin(title, at) {
      const step = beginStep(zone, title, at);
      inside.push(step);
      return step;
    },
    end(error) {
      if (ending) return;
      ending = true;
      for (const step of inside) step.end();
      void Promise.all(inside.map(({ ended }) => ended)).then(() => {
        finish(error);
        done();
      });
    },
    ended: closed.then(async () => await itself),
  };
}

function beginStep(outer: Promise<AsyncResource>, title: string, at: Location): StepScope {
  let enter: (zone: AsyncResource) => void = () => undefined;
  let finish: (error?: Error) => void = () => undefined;
  const entered = new Promise<AsyncResource>(resolve => (enter = resolve));
  const finished = new Promise<Error | undefined>(resolve => (finish = resolve));
  const location = { file: resolve(at.file), line: at.line, column: at.column };
  const itself = outer.then(async zone => {
    const step = zone.runInAsyncScope(test.step, test, shownText(title), body, { location });
    await step.catch(() => undefined);
    // Where Playwright never called the body, what is inside must not wait for it.
    enter(zone);
  });
  async function body(): Promise<void> {
    enter(new AsyncResource('drillbook.step'));
    const error = await finished;
    if (error !== undefined) throw error;
  }
  return makeScope(entered, finish, itself);
}
