import { z } from 'zod';
import type { Team } from '../model/team.ts';
import { outcomes, reasons } from '../model/verdict.ts';

const text = z.string();
const outcome = z.enum(outcomes);
const line = z.int().min(1);

/** What `team.json` holds: whatever else it says was not written by a drill. */
export const teamShape = z.strictObject({
  controls: z.array(
    z.strictObject({ id: text, title: text, catalog: text.exactOptional(), limits: text.exactOptional(), scenarios: z.array(text) }),
  ),
  followups: z.array(
    z.strictObject({
      scenario: text,
      finding: text,
      owner: text,
      ticket: text.exactOptional(),
      due: text.exactOptional(),
      acceptedBy: text.exactOptional(),
      note: text.exactOptional(),
      retest: z.strictObject({ run: text, at: text, outcome, stillFound: z.boolean() }).exactOptional(),
    }),
  ),
  waivers: z.array(
    z.strictObject({
      of: text,
      owner: text,
      reason: text,
      until: text,
      location: z.strictObject({
        file: text,
        line,
        column: line,
        endLine: line.exactOptional(),
        endColumn: line.exactOptional(),
      }),
    }),
  ),
  population: z
    .strictObject({
      position: line,
      previous: z.strictObject({ run: text, manifest: text.exactOptional() }).exactOptional(),
      aborted: z.array(text),
      open: z.array(text).exactOptional(),
      before: z.array(z.strictObject({ scenario: text, run: text, at: text, outcome, reason: z.enum(reasons) })),
    })
    .exactOptional(),
}) satisfies z.ZodType<Team>;
