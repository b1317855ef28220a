import type { Location } from '../../model/location.ts';

/**
 * What is needed of Playwright's `test`, by its shape alone: it may be another copy of Playwright than ours, whose own must then not be
 * loaded beside it. Playwright 1.48 and later have all of it.
 */
export interface CallersTest {
  (title: string, details: TestDetails, body: () => Promise<void>): void;
  readonly describe: {
    (callback: () => void): void;
    configure(options: { readonly mode?: 'parallel'; readonly retries?: number }): void;
  };
  afterEach(hook: () => Promise<void>): void;
  setTimeout(ms: number): void;
  step<T>(title: string, body: () => Promise<T>, options?: { location?: Location }): Promise<T>;
  info(): CallersTestInfo;
}

/** What a test says of itself where it is declared. */
export interface TestDetails {
  readonly tag?: string[];
  readonly annotation?: TestAnnotation;
}

export interface TestAnnotation {
  readonly type: string;
  readonly description?: string;
}

export interface CallersTestInfo {
  /** Which repetition of a test that has failed, from 0. */
  readonly retry: number;
  /** `passed`, unless the test is declared to fail or to be skipped. */
  readonly expectedStatus: string;
  readonly annotations: TestAnnotation[];
  readonly config: { readonly workers: number };
}
