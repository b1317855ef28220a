import type { Healthcheck } from '../../model/stack.ts';
import { durationOr } from '../yaml/duration-text.ts';
import { shellWords } from '../../support/shell-words.ts';
import type { ComposeService } from './service-context.ts';

/** A service's health check, with Compose's defaults; undefined when it has none or it is switched off. */
export function healthcheckOf(given: ComposeService['healthcheck'], onUnknown: (kind: string) => void): Healthcheck | undefined {
  if (given?.test === undefined || given.disable === true) return undefined;
  const [kind = '', ...words] = typeof given.test === 'string' ? ['CMD-SHELL', given.test] : given.test;
  if (kind === 'NONE') return undefined;
  if (kind !== 'CMD' && kind !== 'CMD-SHELL') {
    onUnknown(kind);
    return undefined;
  }
  if (words.length === 0) return undefined;
  return {
    test: kind === 'CMD' ? words : ['/bin/sh', '-c', words.join(' ')],
    intervalMs: durationOr(given.interval, 30_000),
    timeoutMs: durationOr(given.timeout, 30_000),
    retries: given.retries ?? 3,
    startPeriodMs: durationOr(given.start_period, 0),
  };
}

/** Whether it says that there is none, whatever the image has. */
export function isSwitchedOff(given: ComposeService['healthcheck']): boolean {
  return given?.disable === true || (Array.isArray(given?.test) && given.test[0] === 'NONE');
}

/** Argument vector of `command:` and `entrypoint:`; a list stands as it is. */
export function wordsOf(value: string | readonly string[] | null | undefined): readonly string[] | undefined {
  return value === undefined || value === null ? undefined : typeof value === 'string' ? shellWords(value) : value;
}
