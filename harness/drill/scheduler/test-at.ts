import { resolve } from 'node:path';
import vm from 'node:vm';
import { test } from '@playwright/test';
import type { TestDetails } from '@playwright/test';
import type { Location } from '../../model/location.ts';

/**
 * Declares a test as if from a file that people edit: Playwright takes the caller's place as the test's location, so that every
 * reporter shows it.
 */
export function testAt({ file, line, column }: Location, title: string, details: TestDetails, body: () => Promise<void>): void {
  const code = `(declare, ...args) =>\n${' '.repeat(column - 1)}declare(...args)`;
  const call = vm.runInThisContext(code, { filename: resolve(file), lineOffset: line - 2 }) as (...args: readonly unknown[]) => void;
  call(test, title, details, body);
}
