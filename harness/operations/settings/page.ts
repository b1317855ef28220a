import { z } from 'zod';
import { address } from './address.ts';
import { key } from './page-key.ts';
import { selector } from './page-selector.ts';

const text = z.string().min(1);

const step = z
  .union([
    z.strictObject({ fill: selector, text: z.string() }),
    z.strictObject({ click: selector }),
    z.strictObject({ press: selector, key }),
    z.strictObject({ see: text }),
  ])
  .describe('What a person does, or waits to see');

const full = z.strictObject({
  url: address,
  /** In this order, each as soon as it is possible. */
  steps: z.array(step).default([]),
  /** Only the text of what this matches is the answer. */
  selector: selector.optional(),
  javascript: z.boolean().default(true),
  viewport: z.strictObject({ width: z.int().min(200).max(4000), height: z.int().min(200).max(4000) }).default({ width: 1280, height: 720 }),
});

/** An address, or the long form. */
export const pageSettings = z.preprocess(value => (typeof value === 'string' ? { url: value } : value), full);
export type PageSettings = z.output<typeof full>;
