import type { Expectation } from '../../model/operation.ts';
import { millisecondsOf } from '../yaml/duration-text.ts';

/** `expect:` of a probe. */
export function readExpectation(given: { readonly within?: string | undefined } & Readonly<Record<string, unknown>> = {}): Expectation {
  const { within, ...rest } = given;
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    ...(within === undefined ? {} : { withinMs: millisecondsOf(within) }),
  };
}
