import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Failing } from '../selecting/plan-file.ts';
import type { Command, CommandIo } from './command.ts';
import { inCi } from './drill/in-ci.ts';
import { readArguments, usageError } from './read-arguments.ts';
import { readList } from './read-list.ts';
import { version } from './version.ts';

const options = {
  plan: { type: 'string', value: '<file>', about: 'what was to be drilled, from `drillbook plan --out`' },
  'fail-on': {
    type: 'string',
    value: '<a,b>',
    about: 'unexpected outcomes that fail: refuted, or refuted,inconclusive (the default); a policy of drillbook.yaml can only add',
  },
  json: { type: 'boolean', about: 'print one JSON document on standard output' },
} as const;

export const command: Command = {
  name: 'gate',
  about: 'decide whether a change passes: each planned scenario drilled once, with evidence that holds, as expected',
  usage: 'gate --plan <file> <evidence…> [--fail-on <a,b>] [--json]',
  examples: [
    'drillbook gate --plan plan.json .drillbook/runs',
    'drillbook gate --plan plan.json evidence/1 evidence/2 evidence/3',
    'drillbook gate --plan plan.json merged --fail-on refuted',
  ],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (values.plan === undefined)
      throw usageError(
        'unexpected absence of --plan, expected a file of `drillbook plan --out`',
        'Without a plan nobody knows what is missing.',
      );
    const failOn = readFailOn(values['fail-on']);
    const [
      { readPlanFile },
      { decide },
      { auditRun },
      { readNeeds },
      { showDecision },
      { findEvidence },
      { renderReport },
      { sourceState },
    ] = await Promise.all([
      import('../selecting/plan-file.ts'),
      import('../gate/decide.ts'),
      import('../gate/audit-run.ts'),
      import('../gate/needs.ts'),
      import('../gate/show-decision.ts'),
      import('./gate/find-evidence.ts'),
      import('./write-report.ts'),
      import('./drill/run-source.ts'),
    ]);
    const plan = readPlanFile(resolve(io.cwd, values.plan), values.plan);
    const needs = readNeeds(io.env['DRILLBOOK_NEEDS']);
    const { folders, without } = findEvidence(positionals, io.cwd);
    for (const name of without) io.stderr.write(`drillbook: no evidence in ${name}: what was to be there is missing\n`);
    const today = new Date().toISOString().slice(0, 10);
    const runs = folders.map(({ path, shown }) =>
      auditRun(path, shown, { drillbook: version(), render: (evidence, all) => renderReport(evidence, all).files }, today),
    );
    const here = (await sourceState(io.cwd))?.commit;
    const decision = decide({
      plan,
      runs,
      today,
      drillbook: version(),
      ...(failOn === undefined ? {} : { failOn }),
      ...(here === undefined ? {} : { here }),
      ...(needs === undefined ? {} : { needs }),
      inCi: inCi(io.env),
    });
    if (!inCi(io.env) && (plan.head?.dirty === true || runs.some(({ dirty }) => dirty === true)))
      io.stderr.write('drillbook: planned or drilled with files that are in no commit: a gate in CI refuses that\n');
    const { GITHUB_OUTPUT: output } = io.env;
    if (output !== undefined && output !== '') appendFileSync(output, `decision=${decision.decision}\n`);
    io.stdout.write(values.json === true ? document(decision, plan.digest) : showDecision(decision, plan));
    tellLoudly(decision.counts['let-pass'], io);
    return decision.status;
  },
};

function document(decision: object, plan: string): string {
  return `${JSON.stringify({ version: 1, plan, ...decision }, undefined, 2)}\n`;
}

function tellLoudly(count: number, io: CommandIo): void {
  if (count === 0) return;
  io.stderr.write(
    `drillbook: ${count} inconclusive ${count === 1 ? 'scenario was' : 'scenarios were'} let pass: nothing is known of ${count === 1 ? 'it' : 'them'}, and nothing was verified\n  Drill again until the outcome is known, or take \`inconclusive\` into --fail-on.\n`,
  );
}

function readFailOn(text: string | undefined): readonly Failing[] | undefined {
  if (text === undefined) return undefined;
  const known = ['refuted', 'inconclusive'] as const;
  const asked = readList(text, known, { what: '--fail-on', expected: 'some of' });
  if (!asked.includes('refuted'))
    throw usageError(
      `unexpected --fail-on "${text}", expected a list with "refuted" in it`,
      'A gate that lets a refuted runbook pass decides nothing; known failures are said in the scenario (outcome), new ones in policy.onboarding.',
    );
  return asked;
}
