import { AsyncResource } from 'node:async_hooks';
import { resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import type { CallersTest } from './callers-test.ts';
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
export function testScope(test: CallersTest): StepScope {
  const zone = new AsyncResource('drillbook.test');
  return makeScope(test, { zone: Promise.resolve(zone), finish: () => undefined, itself: Promise.resolve() });
}

interface Begun {
  /**
   * Playwright finds the step that another belongs to by the asynchronous context in which it is begun: steps of trials that run side
   * by side stay apart only when each is begun in the context of its own trial.
   */
  readonly zone: Promise<AsyncResource>;
  readonly finish: (error?: Error) => void;
  readonly itself: Promise<void>;
}

function makeScope(test: CallersTest, { zone, finish, itself }: Begun): StepScope {
  const inside: StepScope[] = [];
  let ending = false;
  let done: () => void = () => undefined;
  const closed = new Promise<void>(resolve => (done = resolve));
  return {
    begin(title, at) {
      const step = beginStep(test, zone, { title, at });
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

function beginStep(
  test: CallersTest,
  outer: Promise<AsyncResource>,
  { title, at }: { readonly title: string; readonly at: Location },
): StepScope {
  let enter: (zone: AsyncResource) => void = () => undefined;
  let finish: (error?: Error) => void = () => undefined;
  const entered = new Promise<AsyncResource>(resolve => (enter = resolve));
  const finished = new Promise<Error | undefined>(resolve => (finish = resolve));
  const location = { file: resolve(at.file), line: at.line, column: at.column };
  const itself = outer.then(async zone => {
    const step = zone.runInAsyncScope(test.step<void>, test, shownText(title), body, { location });
    await step.catch(() => undefined);
    // Where Playwright never called the body, what is inside must not wait for it.
    enter(zone);
  });
  async function body(): Promise<void> {
    enter(new AsyncResource('drillbook.step'));
    const error = await finished;
    if (error !== undefined) throw error;
  }
  return makeScope(test, { zone: entered, finish, itself });
}
