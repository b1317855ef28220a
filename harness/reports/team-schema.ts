import { z } from 'zod';
import { outcomes, reasons } from '../model/verdict.ts';

const location = z.strictObject({ file: z.string(), line: z.int(), column: z.int() }).describe('where it was declared');

/** What a team adds to a run: declared by people, printed, never judged. */
export const teamSchema = z
  .strictObject({
    controls: z.array(
      z.strictObject({ id: z.string(), title: z.string(), catalog: z.string().exactOptional(), scenarios: z.array(z.string()) }),
    ),
    followups: z.array(
      z.strictObject({
        scenario: z.string(),
        finding: z.string(),
        owner: z.string(),
        ticket: z.string().exactOptional(),
        due: z.string().exactOptional(),
        acceptedBy: z.string().exactOptional(),
        note: z.string().exactOptional(),
        retest: z.strictObject({ run: z.string(), at: z.string(), outcome: z.enum(outcomes), stillFound: z.boolean() }).exactOptional(),
      }),
    ),
    waivers: z.array(z.strictObject({ of: z.string(), owner: z.string(), reason: z.string(), until: z.string(), location })),
    population: z
      .strictObject({
        position: z.int(),
        previous: z.strictObject({ run: z.string(), manifest: z.string().exactOptional() }).exactOptional(),
        aborted: z.array(z.string()),
        open: z.array(z.string()).exactOptional(),
        before: z.array(
          z.strictObject({ scenario: z.string(), run: z.string(), at: z.string(), outcome: z.enum(outcomes), reason: z.enum(reasons) }),
        ),
      })
      .exactOptional()
      .describe("the run's place among all runs"),
  })
  .describe('declared by the team: controls, follow-ups, waivers; and the place of the run among all runs');
