import { z } from 'zod';
import { durationText } from '../yaml/duration-text.ts';

/** Kinds of operations, faults and the like: names and the shape of their settings. */
export interface KindList {
  readonly kinds: readonly string[];
  find(kind: string): { readonly settings: z.ZodType } | undefined;
}

const range = z.union([
  z.number(),
  z.strictObject({ min: z.number().optional().describe('At least'), max: z.number().optional().describe('At most') }),
]);

export const expectation = z.strictObject({
  status: z
    .union([z.int(), z.array(z.int())])
    .optional()
    .describe('HTTP status, or a list of those that will do'),
  exit: z.int().optional().describe('Exit status'),
  text: z.string().optional().describe('A piece of the text'),
  regex: z
    .string()
    .refine(isPattern, { error: 'expected a pattern that JavaScript can read' })
    .optional()
    .describe('A JavaScript pattern that matches in the text, line by line'),
  json: z.unknown().optional().describe('JSON that the text contains: members may be more, lists are compared in full'),
  rows: range.optional().describe('Number of rows, or `{ min, max }`'),
  number: range.optional().describe('The number, or `{ min, max }`'),
  within: durationText.optional().describe('Longest time that the answer may take'),
});

/** Schemas of what is asked of a stack, in scenarios and in files of ready probes. */
export function probeSchemas({ operations }: { readonly operations: KindList }) {
  const operation = settingsOf(operations);
  const one = { error: `expected one operation: ${operations.kinds.join(', ')}` };
  const isOne = hasOne(operations.kinds);
  const isOneInJson = exactlyOne(operations.kinds);
  const expect = expectation.optional().describe('What must hold of the answer; all that is given must');
  const kinds = [...operations.kinds, 'use'];
  const probe = z
    .strictObject({
      name: z.string().min(1).optional().describe('What the report calls it; else it is called by what it asks'),
      expect,
      use: z
        .string()
        .min(1)
        .optional()
        .describe('Name of a ready probe, of a file that `probes` names; `name` and `expect` take the place of its own'),
      ...operation,
    })
    .refine(hasOne(kinds), { error: `expected one operation: ${kinds.join(', ')}` })
    .meta(exactlyOne(kinds));
  const ready = z
    .strictObject({
      name: z.string().min(1).describe('What scenarios and reports call it: a statement that holds while all is well'),
      about: z.string().optional().describe('Where its limit comes from, and what it means'),
      expect,
      ...operation,
    })
    .refine(isOne, one)
    .meta(isOneInJson);
  return { operation, probe, ready, isOne, one, isOneInJson };
}

/** A file of ready probes. */
export function readyProbesSchema(known: { readonly operations: KindList }) {
  return z.strictObject({ probes: z.array(probeSchemas(known).ready).min(1).describe('Probes that scenarios use by name') });
}

export function settingsOf(list: KindList): Record<string, z.ZodOptional<z.ZodType>> {
  return Object.fromEntries(list.kinds.map(kind => [kind, (list.find(kind)?.settings ?? z.unknown()).optional()]));
}

export function hasOne(keys: readonly string[]): (value: object) => boolean {
  return value => keys.filter(key => key in value).length === 1;
}

/** For the JSON Schema, which knows no rules in code. */
export function exactlyOne(keys: readonly string[]) {
  return { oneOf: keys.map(key => ({ type: 'object', properties: { [key]: {} }, required: [key] })) };
}

export function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
