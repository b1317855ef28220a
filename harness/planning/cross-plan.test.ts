import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { folderWith, shown } from '../reading/testing/folder.ts';
import { shims } from '../shims/index.ts';
import { canStop, crossPlan, crossPrepared } from './cross-plan.ts';
import { loadPlan } from './load-plan.ts';
import { isNear } from './near-misses.ts';
import type { Plan } from './plan.ts';
import { byStack } from './same-stack.ts';

const stack = `services:
  web: { image: node, x-drillbook: { run: node web.js } }
  worker: { image: node, x-drillbook: { run: node worker.js } }
`;
const page = 'http: http://localhost:3000/';
const job = 'http: http://localhost:3000/job';

function scenario(
  name: string,
  { fault, probes = [page, job], more = '' }: { readonly fault: string; readonly probes?: readonly string[]; readonly more?: string },
): string {
  const list = probes.map(probe => `  - name: "${name} ${probe}"\n    ${probe}\n`).join('');
  return `title: ${name}\nrunbook: ${name}.md\nstack: [compose.yaml]\nsteadyState:\n${list}faults:\n  - ${fault}\n${more}`;
}

function runbook(act: string, look = ''): string {
  const diagnosis = look === '' ? '' : `## Diagnosis\n\n\`\`\`bash {"expect":"failed"}\n${look}\n\`\`\`\n\n`;
  return `---\nrto: 5m\n---\n\n# Trouble\n\n${diagnosis}## Resolution\n\n\`\`\`bash\n${act}\n\`\`\`\n`;
}

const killed = scenario('killed', {
  fault: 'process.kill: { service: worker }',
  more: 'variables: { "<UNIT>": worker, COLOUR: red }\nbudget: { recovery: 7s }\nsteps: [{ at: resolution/1, text: restart, exit: "0,3", why: it asks }]\n',
});
const frozen = scenario('frozen', {
  fault: 'process.pause: { service: web }',
  more: 'variables: { COLOUR: red, PLACE: here }\nbudget: { recovery: 9s }\nonFail: stop\nrto: 20s\n',
});
const files = {
  'compose.yaml': stack,
  'killed.yaml': killed,
  'frozen.yaml': frozen,
  'killed.md': runbook('systemctl restart <UNIT>', 'systemctl is-active <UNIT>'),
  'frozen.md': runbook('kill -CONT 1'),
};

async function plansOf(more: Readonly<Record<string, string>> = {}, names = ['killed', 'frozen']): Promise<readonly Plan[]> {
  const file = folderWith({ ...files, ...more });
  return await Promise.all(
    names.map(async name => {
      const planned = await loadPlan(file(`${name}.yaml`), { operations, faults, shims });
      if (!planned.ok) throw new Error(shown(planned.problems).join('\n'));
      return planned.plan;
    }),
  );
}

async function crossed(more?: Readonly<Record<string, string>>, names?: string[]): Promise<ReturnType<typeof crossPlan>> {
  const [procedure, fault] = await plansOf(more, names);
  if (procedure === undefined || fault === undefined) throw new Error('unexpected absence of a plan');
  return crossPlan(procedure, fault);
}

test('takes the procedure from one scenario, all that is about the incident from the other, and compares no times', async () => {
  const answer = await crossed();
  if (!answer.ok) throw new Error(answer.detail);
  const { scenario, facts, steps, faults: put, environment, probes } = answer.plan;
  expect(steps.map(({ script }) => script)).toEqual(['systemctl is-active worker', 'systemctl restart worker']);
  expect(steps.map(({ gate }) => gate)).toEqual([true, true]);
  expect(put.map(({ spec }) => spec.kind)).toEqual(['process.pause']);
  expect(probes[0]?.name).toBe(`frozen ${page}`);
  expect(facts).toMatchObject({ budget: { recoveryMs: 9_000 }, onFail: 'continue', outcome: { is: 'verified' } });
  expect(facts.rtoMs).toBeUndefined();
  expect(scenario.rtoMs).toBeUndefined();
  expect(facts.adaptations).toHaveLength(1);
  expect(facts.scenario).toMatch(/killed against .*frozen$/);
  expect(facts.steps.map(({ id }) => id)).toEqual(['diagnosis/1', 'resolution/1']);
  // The shell of the procedure's own scenario: what the other exports could change what a command does.
  expect(environment).toEqual({ COLOUR: 'red' });
  expect(Object.keys(facts.digests).filter(name => name.endsWith('.md'))).toEqual([expect.stringContaining('killed.md')]);
});

test('prepared, it has what both scenarios prepare, the procedure last, and is another test', async () => {
  const prepare = (command: string, more = ''): string => `prepare:\n${more}  - command: ${command}\n`;
  const [procedure, fault] = await plansOf({
    'killed.yaml': `${killed}${prepare('cp /data/orders /backup', '  - mark: before\n')}`,
    'frozen.yaml': `${frozen}${prepare('touch /data/orders')}`,
  });
  if (procedure === undefined || fault === undefined) throw new Error('unexpected absence of a plan');
  const [plain, prepared] = [crossPlan(procedure, fault), crossPrepared(procedure, fault)];
  if (!plain.ok || !prepared.ok) throw new Error('unexpected absence of a plan');
  const locations = prepared.plan.scenario.prepare.map(one =>
    one.kind === 'mark' ? one.name : `${one.operation.kind} of ${one.operation.location.file.replace(/.*\//, '')}`,
  );
  expect(locations).toEqual(['command of frozen.yaml', 'command of killed.yaml']);
  expect(prepared.plan.facts.inputDigest).not.toBe(plain.plan.facts.inputDigest);
  expect(prepared.plan.scenario.digest).not.toBe(plain.plan.scenario.digest);
  expect(prepared.plan.facts.scenario).toBe(`${plain.plan.facts.scenario}, prepared`);
  expect(crossPrepared(procedure, { ...fault, faults: procedure.faults, scenario: procedure.scenario })).toMatchObject({ ok: false });
});

test('with its own fault a plan is as it was, without its target', async () => {
  const [plan] = await plansOf();
  if (plan === undefined) throw new Error('unexpected absence of a plan');
  const own = crossPlan(plan, plan);
  if (!own.ok) throw new Error(own.detail);
  expect(own.plan.steps).toBe(plan.steps);
  expect(own.plan.faults).toBe(plan.faults);
  expect(plan.facts.rtoMs).toBe(300_000);
  expect(own.plan.facts.rtoMs).toBeUndefined();
});

test('a step of the diagnosis that is known to act is none, and a procedure can stop only before it', async () => {
  const [knows, acts] = await plansOf({ 'frozen.md': runbook('true', 'sudo systemctl restart web') });
  if (knows === undefined || acts === undefined) throw new Error('unexpected absence of a plan');
  const answer = crossPlan(acts, knows);
  if (!answer.ok) throw new Error(answer.detail);
  expect(answer.plan.facts.steps.map(step => step.acts)).toEqual(['sudo systemctl restart web', undefined]);
  expect([knows, acts].map(canStop)).toEqual([true, false]);
});

test('a digest of a combination changes with either', async () => {
  const digest = async (more: Readonly<Record<string, string>>): Promise<string> => {
    const answer = await crossed(more);
    return answer.ok ? answer.plan.facts.inputDigest : '';
  };
  const all = [
    await digest({}),
    await digest({ 'killed.md': runbook('systemctl restart <UNIT> # more', 'systemctl is-active <UNIT>') }),
    await digest({ 'frozen.yaml': frozen.replace('9s', '8s') }),
  ];
  expect(new Set(all).size).toBe(3);
});

test('variables with two values are not guessed, and the values are not told', async () => {
  const answer = await crossed({ 'frozen.yaml': frozen.replace('COLOUR: red', 'COLOUR: secretblue') });
  expect(answer).toMatchObject({ ok: false, why: 'variables-differ' });
  expect(JSON.stringify(answer)).toContain('COLOUR');
  expect(JSON.stringify(answer)).not.toMatch(/secretblue|"red"/);
});

test('the same procedure, the same fault and a fault that waits for a step of its own are not tried', async () => {
  const [one, two] = [
    scenario('killed', { fault: 'process.kill: { service: worker }' }),
    scenario('frozen', { fault: 'process.kill: { service: worker }' }),
  ];
  const same = runbook('systemctl restart worker');
  expect(
    await crossed({
      'killed.yaml': one,
      'frozen.yaml': frozen.replace(/^(variables|onFail).*\n/gm, ''),
      'killed.md': same,
      'frozen.md': same,
    }),
  ).toMatchObject({
    ok: false,
    why: 'same-procedure',
  });
  expect(await crossed({ 'killed.yaml': one, 'frozen.yaml': two, 'killed.md': same })).toMatchObject({ ok: false, why: 'same-fault' });
  const late = frozen.replace('service: web }', 'service: web }\n  - process.kill: { service: web }\n    during: resolution/1');
  expect(await crossed({ 'frozen.yaml': late })).toMatchObject({ ok: false, why: 'fault-comes-with-a-step' });
});

test('a near miss hits the same service, or makes the same of the common probes red', async () => {
  const [killedPlan, frozenPlan, third] = await plansOf(
    { 'third.yaml': scenario('third', { fault: 'process.pause: { service: worker }', probes: [job] }), 'third.md': runbook('true') },
    ['killed', 'frozen', 'third'],
  );
  if (killedPlan === undefined || frozenPlan === undefined || third === undefined) throw new Error('unexpected absence of a plan');
  const near = (one: Plan, red: readonly string[] | undefined, other: Plan, otherRed: readonly string[] | undefined): boolean =>
    isNear({ plan: one, ...(red === undefined ? {} : { red }) }, { plan: other, ...(otherRed === undefined ? {} : { red: otherRed }) });
  // Another service; names differ, what is asked is the same.
  expect(near(killedPlan, [`killed ${job}`], frozenPlan, [`frozen ${job}`])).toBe(true);
  expect(near(killedPlan, [`killed ${job}`], frozenPlan, [`frozen ${job}`, `frozen ${page}`])).toBe(false);
  expect(near(killedPlan, [], frozenPlan, [])).toBe(false);
  expect(near(killedPlan, undefined, frozenPlan, [`frozen ${job}`])).toBe(false);
  expect(near(killedPlan, undefined, third, undefined)).toBe(true);
  // Only what both ask counts.
  expect(near(frozenPlan, [`frozen ${job}`, `frozen ${page}`], third, [`third ${job}`])).toBe(true);
});

test('only scenarios of one stack change places', async () => {
  const plans = await plansOf(
    {
      'third.yaml': scenario('third', { fault: 'process.kill: { service: web }' }).replace('compose.yaml', 'other.yaml'),
      'third.md': runbook('true'),
      'other.yaml': stack,
    },
    ['killed', 'third', 'frozen'],
  );
  expect(byStack(plans).map(group => group.map(({ facts }) => facts.title))).toEqual([['killed', 'frozen'], ['third']]);
});
