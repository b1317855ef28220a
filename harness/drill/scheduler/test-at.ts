import { resolve } from 'node:path';
import vm from 'node:vm';
import type { Location } from '../../model/location.ts';
import type { CallersTest, TestDetails } from './callers-test.ts';

export interface TestToDeclare {
  readonly title: string;
  readonly details: TestDetails;
  readonly body: () => Promise<void>;
}

/**
 * Declares a test as if from a file that people edit: Playwright takes the caller's place as the test's location, so that every
 * reporter shows it.
 */
export function testAt(test: CallersTest, { file, line, column }: Location, { title, details, body }: TestToDeclare): void {
  const code = `(declare, ...args) =>\n${' '.repeat(column - 1)}declare(...args)`;
  const call = vm.runInThisContext(code, { filename: file.startsWith('file://') ? file : resolve(file), lineOffset: line - 2 }) as (
    ...args: readonly unknown[]
  ) => void;
  call(test, title, details, body);
}
