import { z } from 'zod';
import { engineKinds } from '../../model/engine-kind.ts';
import { dayText } from '../yaml/day-text.ts';
import { durationText } from '../yaml/duration-text.ts';

/** `*` once, at its end, or not at all. */
const pattern = z
  .string()
  .regex(/^[^\s*]*\*?$/, { error: 'expected an image, or the beginning of its name and "*" for the rest' })
  .min(1);

const target = z.string().regex(/^[^\s*]+\*?[^\s*]*$/, { error: 'expected an image, with "*" for what the pattern\'s "*" stands for' });

const words = z.string().trim().min(1, 'expected some words');
const file = z.string().trim().min(1, 'expected the path of a file');

/** The file `drillbook.yaml`, as people write it. Descriptions end up in the committed JSON Schema, where editors show them. */
export const configSchema = z.strictObject({
  owner: words.optional().describe('Who answers for the scenarios that this file holds for; output is grouped by it'),
  engine: z.enum(engineKinds).optional().describe('What makes stacks run where a scenario does not say it'),
  images: z
    .record(pattern, target)
    .optional()
    .describe('Where images come from instead, by the beginning of their full name: docker.io/* to registry.internal/hub/*'),
  maxAge: durationText.optional().describe('How long evidence is good for, such as 90d; older is stale'),
  people: z
    .strictObject({
      page: durationText.optional().describe('From the alarm until somebody reads the runbook'),
      step: durationText.optional().describe('Reading and deciding, for each step'),
    })
    .optional()
    .describe("What people need beside the machine's part; printed as a line of its own, never measured"),
  register: z
    .string()
    .regex(/^(dir|branch|command):\S.*$/, { error: 'expected dir:<folder>, branch:<name> or command:<command>' })
    .optional()
    .describe('Where the list of all runs is kept: dir:<folder> (relative to this file), branch:<name> or branch:<name>@<remote>'),
  trust: file.optional().describe('Public keys that you trust, for drillbook audit; path relative to this file'),
  controls: file.optional().describe('Which controls drills are evidence for; path relative to this file'),
  followups: file.optional().describe('Who mends what drills found; path relative to this file'),
  waivers: z
    .array(
      z.strictObject({
        of: words.describe('A scenario, as its path from the working directory, or <runbook file>#<procedure>'),
        owner: words.describe('Who answers for it'),
        reason: words.describe('Why it is left without a verified drill'),
        until: dayText.describe('Past this day it says nothing any more'),
      }),
    )
    .optional()
    .describe('What the team knowingly leaves without a verified drill for a while'),
  plugins: z
    .array(file)
    .optional()
    .describe(
      "ES modules with faults, probes and stand-ins of your own; paths relative to this file. They run with the user's rights, outside of the sandbox",
    ),
  runbooksFrom: z
    .array(z.string().regex(/^[A-Za-z_]\w*$/, { error: 'expected the name of an environment variable' }))
    .optional()
    .describe(
      'Environment variables that the `runbook` of a scenario may begin with, as ${NAME}/file.md: folders of runbooks that are kept elsewhere. Where one is not set, its scenarios are skipped, and told',
    ),
  policy: z
    .strictObject({
      failOn: z
        .array(z.enum(['refuted', 'inconclusive']))
        .refine(list => list.includes('refuted'), { error: 'expected a list with "refuted" in it: no policy lets a refuted runbook pass' })
        .optional()
        .describe('Unexpected outcomes that fail drillbook gate (default: both)'),
      onboarding: z
        .array(
          z.strictObject({
            path: words.describe('Scenario files, relative to this file, such as teams/new/**'),
            until: dayText.describe('Past this day they fail like all others'),
            owner: words.describe('Who answers for it'),
            because: words.describe('Why their outcomes do not fail the gate yet'),
          }),
        )
        .optional()
        .describe('Scenarios whose outcomes do not fail the gate until a day; they are never counted as verified'),
    })
    .optional()
    .describe('What drillbook gate lets pass. That of the topmost file counts; nearer ones can only tighten it'),
  check: z
    .strictObject({
      preset: z.enum(['default', 'all']).optional().describe('all: rules that guess as well (default: default)'),
      profile: z.literal('audit').optional().describe('audit: what a document should say as well, such as its owner'),
      rules: z
        .record(z.string().regex(/^[a-z][a-z\d-]*$/, { error: 'expected the name of a rule' }), z.enum(['error', 'warning', 'off']))
        .optional()
        .describe('How much single rules weigh, by name'),
      baseline: file.optional().describe('What is known and not mended yet, as --update-baseline writes it; path relative to this file'),
      ignore: z
        .array(words)
        .optional()
        .describe('Documents that are not looked at, relative to this file, such as archive/**; a document that is named is'),
    })
    .optional()
    .describe('What drillbook check looks for in the documents below this file'),
  redact: z
    .strictObject({
      env: z
        .array(z.string().regex(/^[A-Za-z_]\w*$/, { error: 'expected the name of an environment variable' }))
        .describe('Environment variables whose values are secrets'),
    })
    .optional()
    .describe('What no evidence may show'),
});
