import { z } from 'zod';

const words = z.string().trim().min(1, 'expected some words');

/** The file `controls.yaml`, as people write it. Descriptions end up in the committed JSON Schema, where editors show them. */
export const controlsSchema = z.strictObject({
  controls: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^\S+$/, { error: 'expected an id without blanks, such as SOC2-A1.3' })
          .describe('What scenarios write in about.controls, such as SOC2-A1.3'),
        title: words.describe("What the control asks for, in the team's own words"),
        catalog: words.optional().describe('Where the control comes from, such as SOC 2 or DORA'),
        limits: words.optional().describe('What drills do not show for it; printed beside the evidence'),
        scenarios: z
          .array(words)
          .optional()
          .describe(
            'Scenarios whose evidence is for it, as paths from the working directory; those that name it in about.controls need not stand here',
          ),
      }),
    )
    .describe(
      'Controls of catalogues that drills are evidence for. A mapping that the team declares; reports print it and claim nothing more',
    ),
});
