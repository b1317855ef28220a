import { z } from 'zod';
import { dayText } from '../yaml/day-text.ts';

const words = z.string().trim().min(1, 'expected some words');

/** The file `followups.yaml`, as people write it. Descriptions end up in the committed JSON Schema, where editors show them. */
export const followupsSchema = z.strictObject({
  followups: z
    .array(
      z.strictObject({
        scenario: words.describe('Path of the scenario from the working directory'),
        finding: words.describe("Name of the finding, or the verdict's reason: masked, data-lost"),
        owner: words.describe('Who sees to it'),
        ticket: words.optional().describe('Where the work is followed'),
        due: dayText.optional().describe('Day by which it is to be mended; past it reports call it overdue'),
        acceptedBy: words.optional().describe('Who accepted the risk instead of mending it'),
        note: words.optional().describe('Anything else that a reader must know'),
      }),
    )
    .describe('Who sees to what a drill found. Whether a later run found it again is filled in from the register, never by hand'),
});
