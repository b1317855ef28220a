import { z } from 'zod';
import { engineKinds } from '../../model/engine-kind.ts';

/** `*` once, at its end, or not at all. */
const pattern = z
  .string()
  .regex(/^[^\s*]*\*?$/, { error: 'expected an image, or the beginning of its name and "*" for the rest' })
  .min(1);

const target = z.string().regex(/^[^\s*]+\*?[^\s*]*$/, { error: 'expected an image, with "*" for what the pattern\'s "*" stands for' });

/** The file `drillbook.yaml`, as people write it. Descriptions end up in the committed JSON Schema, where editors show them. */
export const configSchema = z.strictObject({
  engine: z.enum(engineKinds).optional().describe('What makes stacks run where a scenario does not say it'),
  images: z
    .record(pattern, target)
    .optional()
    .describe('Where images come from instead, by the beginning of their full name: docker.io/* to registry.internal/hub/*'),
});
