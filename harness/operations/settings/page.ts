import { z } from 'zod';
import { address } from './address.ts';
import { key } from './page-key.ts';
import { selector } from './page-selector.ts';

const text = z.string().min(1);

const step = z
  .union([
    z.strictObject({ fill: selector.describe('A field to fill in'), text: z.string().describe('What is typed into it') }),
    z.strictObject({ click: selector.describe('What is clicked') }),
    z.strictObject({ press: selector.describe('Where a key is pressed'), key: key.describe('The key, such as Enter or Control+a') }),
    z.strictObject({ see: text.describe('Text to wait for') }),
  ])
  .describe('What a person does, or waits to see');

const full = z.strictObject({
  url: address,
  steps: z
    .array(step)
    .default([])
    .describe('In this order, each as soon as it is possible: `{ fill, text }`, `{ click }`, `{ press, key }`, `{ see }`'),
  selector: selector.optional().describe('Only the text of what this matches is the answer'),
  javascript: z.boolean().default(true).describe('Whether the page runs scripts'),
  viewport: z
    .strictObject({ width: z.int().min(200).max(4000).describe('Pixels'), height: z.int().min(200).max(4000).describe('Pixels') })
    .default({ width: 1280, height: 720 })
    .describe('Size of the window in pixels'),
});

/** An address, or the long form. */
export const pageSettings = z.preprocess(value => (typeof value === 'string' ? { url: value } : value), full);
export type PageSettings = z.output<typeof full>;
