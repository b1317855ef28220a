import { z } from 'zod';
import { parseDuration } from '../../support/duration.ts';

/** A duration as files have it: `500ms`, `30s`, `2m`. */
export const durationText = z
  .string({ error: 'expected a duration such as 30s' })
  .refine(text => parseDuration(text) !== undefined, { error: 'expected a duration such as 30s' })
  .meta({ pattern: '^(\\d+(\\.\\d+)?\\s*(ms|s|m|h|d))+$', examples: ['30s'] });

/** Milliseconds of a text that the schema has accepted. */
export function millisecondsOf(text: string): number {
  return parseDuration(text) ?? Number.NaN;
}

/** Milliseconds of a text, or a default when it is not given. */
export function durationOr(text: string | undefined, otherwiseMs: number): number {
  return text === undefined ? otherwiseMs : millisecondsOf(text);
}
