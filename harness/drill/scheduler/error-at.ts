import { resolve } from 'node:path';
import type { Location } from '../../model/location.ts';
import { shownText } from './shown-text.ts';

/** An error whose stack is one frame at a place of a file that people edit: Playwright's reporters show that place, with the lines around it. */
export function errorAt(message: string, { file, line, column }: Location): Error {
  const error = new Error(shownText(message));
  error.stack = `Error: ${error.message}\n    at runbook (${resolve(file)}:${line}:${column})`;
  return error;
}
