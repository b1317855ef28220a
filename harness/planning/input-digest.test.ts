import { symlinkSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import { operations } from '../operations/index.ts';
import { folderWith, shown } from '../reading/testing/folder.ts';
import { shims } from '../shims/index.ts';
import { loadPlan } from './load-plan.ts';

const files = {
  'scenarios/a.yaml': `runbook: ../runbooks/worker.md
stack: [../stack/compose.yaml]
prepare:
  - sql: { service: database, file: rows.sql }
steadyState:
  - http: http://localhost:3001/health
faults:
  - process.kill: { service: worker, signal: SIGKILL }
`,
  'scenarios/rows.sql': 'select 1;\n',
  'runbooks/worker.md':
    '# Worker\n\nSome prose.\n\n## Resolution\n\n```bash {"role":"act"}\nsystemctl restart worker\n```\n\n## Appendix\n\nMore.\n',
  'stack/compose.yaml': `services:
  database: { image: "postgres:15", x-drillbook: { run: postgres, roles: { app: app, operator: postgres } } }
  worker:
    build: ./app
    volumes: ["./conf:/etc/app:ro"]
    env_file: worker.env
    x-drillbook: { run: node worker.js, systemd: worker }
x-drillbook: { bastion: { copy: { ./ops: /opt/ops } } }
`,
  'stack/worker.env': 'COLOUR=blue\n',
  'stack/app/Dockerfile': 'FROM node:20\n',
  'stack/app/worker.js': 'setInterval(() => {}, 1000);\n',
  'stack/app/node_modules/x/index.js': 'a\n',
  'stack/conf/app.conf': 'limit=10\n',
  'stack/ops/README': 'ops\n',
} as const;

/** Of the files as they are, or changed, in a folder of their own. */
async function digestOfPlan(changes: Readonly<Record<string, string>> = {}, folder = 'one'): Promise<string> {
  const file = folderWith(Object.fromEntries(Object.entries({ ...files, ...changes }).map(([name, text]) => [`${folder}/${name}`, text])));
  const planned = await loadPlan(file(`${folder}/scenarios/a.yaml`), { operations, faults, shims });
  if (!planned.ok) throw new Error(shown(planned.problems).join('\n'));
  return planned.plan.facts.inputDigest;
}

const changed = (name: keyof typeof files, from: string, to: string): Readonly<Record<string, string>> => {
  expect(files[name]).toContain(from);
  return { [name]: files[name].replace(from, to) };
};

test('a clone elsewhere has the same digest', async () => {
  expect(await digestOfPlan()).toBe(await digestOfPlan({}, 'two'));
  expect(await digestOfPlan()).toBe(await digestOfPlan({}, 'three/levels/deeper'));
});

test('folders of the operator on the bastion are not looked for on this machine', async () => {
  const bastion = changed('stack/compose.yaml', 'bastion: { ', `bastion: { path: [/opt/ops, ${process.cwd()}], `);
  expect(await digestOfPlan(bastion)).toBe(await digestOfPlan(bastion, 'three/levels/deeper'));
});

test('which file holds which rows is an input', async () => {
  const two = (one: string, other: string): Readonly<Record<string, string>> => ({
    ...changed('scenarios/a.yaml', 'file: rows.sql }', 'file: rows.sql }\n  - sql: { service: database, file: more.sql }'),
    'scenarios/rows.sql': one,
    'scenarios/more.sql': other,
  });
  expect(await digestOfPlan(two('select 1;', 'select 2;'))).not.toBe(await digestOfPlan(two('select 2;', 'select 1;'), 'two'));
});

test('what stands behind a link is an input, and links that lead round in a circle end', async () => {
  const linked = async (folder: string, text: string): Promise<string> => {
    const at = folderWith({ [`${folder}/stack/versions/2/app.conf`]: text, [`${folder}/stack/other/file`]: '' });
    for (const [target, path] of [
      ['versions/2', 'current'],
      ['../..', 'versions/2/back'],
      ['../../other', 'versions/2/there'],
      ['../versions/2', 'other/here'],
    ] as const)
      symlinkSync(target, at(`${folder}/stack/${path}`));
    return await digestOfPlan(changed('stack/compose.yaml', './conf:', './current:'), folder);
  };
  const before = await linked('one', 'limit=10\n');
  expect(await linked('two', 'limit=10\n')).toBe(before);
  expect(await linked('three', 'limit=20\n')).not.toBe(before);
});

test("that a step's role is only guessed is an input", async () => {
  const under = (heading: string): Readonly<Record<string, string>> => ({
    'runbooks/worker.md': `# Worker\n\n## ${heading}\n\n\`\`\`bash {"name":"restart"}\nsystemctl restart worker\n\`\`\`\n`,
  });
  expect(await digestOfPlan(under('Stuff'))).not.toBe(await digestOfPlan(under('Resolution')));
  expect(await digestOfPlan(under('Solution'))).toBe(await digestOfPlan(under('Resolution')));
});

test('a file that changes while the program runs is read again', async () => {
  const before = await digestOfPlan();
  expect(await digestOfPlan(changed('stack/conf/app.conf', '10', '20'))).not.toBe(before);
  expect(await digestOfPlan()).toBe(before);
});

for (const [what, change] of [
  ['prose', () => changed('runbooks/worker.md', 'Some prose.', 'Other words.')],
  ['what follows in an appendix', () => changed('runbooks/worker.md', 'More.', 'Less.')],
  ['an installed package', () => ({ 'stack/app/node_modules/x/index.js': 'b\n' })],
] as const)
  test(`${what} is no input`, async () => {
    expect(await digestOfPlan(change(), 'two')).toBe(await digestOfPlan());
  });

for (const [what, change] of [
  ["a step's text", () => changed('runbooks/worker.md', 'restart worker', 'start worker')],
  [
    'a command in a sentence that nobody carries out',
    () => changed('runbooks/worker.md', '## Resolution\n', '## Resolution\n\nRun `systemctl stop worker`.\n'),
  ],
  ["a step's role", () => changed('runbooks/worker.md', '"act"', '"verify"')],
  ['a probe', () => changed('scenarios/a.yaml', '/health', '/ready')],
  ["a fault's setting", () => changed('scenarios/a.yaml', 'SIGKILL', 'SIGTERM')],
  ['rows that are prepared', () => changed('scenarios/rows.sql', 'select 1', 'select 2')],
  ["an image's tag", () => changed('stack/compose.yaml', 'postgres:15', 'postgres:15.4')],
  ["the app's source", () => changed('stack/app/worker.js', '1000', '2000')],
  ['a file that a service mounts', () => changed('stack/conf/app.conf', '10', '20')],
  ['a file of the environment', () => changed('stack/worker.env', 'blue', 'red')],
  ['what the operator has at hand', () => changed('stack/ops/README', 'ops', 'more')],
  ["the target in the runbook's front matter", () => ({ 'runbooks/worker.md': `---\nrto: 1m\n---\n\n${files['runbooks/worker.md']}` })],
  ['the engine that is named for it', () => ({ 'drillbook.yaml': 'engine: containers\n' })],
  ['where images come from', () => ({ 'drillbook.yaml': 'images:\n  docker.io/*: registry.internal/*\n' })],
] as const)
  test(`${what} is an input`, async () => {
    expect(await digestOfPlan(change(), 'two')).not.toBe(await digestOfPlan());
  });

test('what a team says of its evidence is no input', async () => {
  const waiver = 'waivers:\n  - { of: x, owner: ana, reason: later, until: 2026-12-31 }\n';
  expect(await digestOfPlan({ 'drillbook.yaml': waiver }, 'two')).toBe(await digestOfPlan());
});
