import type { Seen } from '../browser/protocol.ts';
import type { Answer } from '../model/operation.ts';
import { noAnswer } from './no-answer.ts';
import { defineOperation } from './operation.ts';
import { pageSettings, type PageSettings } from './settings/page.ts';

/**
 * A page as a person sees it: a real browser, a new user each time, and no way to anything but the stack. Its text is looked at until it is as
 * expected or the time limit is over.
 */
export const page = defineOperation<PageSettings>({
  kind: 'page',
  about: 'A page in a real browser, with what a person does there. Its answer has `status` and `text`.',
  example: 'http://localhost:3001/',
  settings: pageSettings as never,
  opens: true,
  async ask(settings, { stack, timeoutMs, signal, began = () => undefined, enough = () => true }) {
    const started = performance.now();
    try {
      const { askPage } = await import('../browser/ask-page.ts');
      return answerOf(await askPage(settings, { stack, timeoutMs, signal, began, enough: seen => enough(answerOf(seen)) }));
    } catch (thrown) {
      return noAnswer(thrown, started);
    }
  },
});

function answerOf({ answered, status, text, error, note, durationMs }: Seen): Answer {
  return {
    answered,
    text,
    durationMs,
    ...(status === undefined ? {} : { status }),
    ...(error === undefined ? {} : { error }),
    ...(note === undefined ? {} : { note }),
  };
}
