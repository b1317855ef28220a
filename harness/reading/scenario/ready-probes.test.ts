import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { z } from 'zod';
import { registry } from '../../support/registry.ts';
import { readScenario } from '../read-scenario.ts';
import { folderWith, shown } from '../testing/folder.ts';

const known = {
  operations: registry([
    { kind: 'http', settings: z.string() },
    { kind: 'sql', settings: z.strictObject({ service: z.string(), query: z.string().optional(), file: z.string().optional() }) },
  ]),
  faults: registry([{ kind: 'process.kill', settings: z.strictObject({ service: z.string() }) }]),
};
const limits = `probes:
  - name: fewer than 80 connections
    about: of the operations guide
    sql: { service: database, query: select count(*) from pg_stat_activity }
    expect: { number: { max: 80 } }
  - name: rows are whole
    sql: { service: database, file: whole.sql }
`;

function read(steadyState: string, files: Readonly<Record<string, string>> = {}, probes = 'probes: [../stacks/chat.probes.yaml]\n') {
  const at = folderWith({ 'stacks/chat.probes.yaml': limits, 'stacks/whole.sql': 'select 1', 'scenarios/a.yaml': '', ...files });
  const text = `runbook: a.md\nstack: [a.yaml]\n${probes}steadyState:\n${steadyState}faults:\n  - process.kill: { service: a }\n`;
  return { at, ...readScenario(at('scenarios/a.yaml'), text, known) };
}

test('a scenario uses a probe of another file by its name, and may call it otherwise and expect something else', () => {
  const { scenario, problems, at } = read(
    '  - use: fewer than 80 connections\n  - { use: fewer than 80 connections, name: nobody is there, expect: { number: 0 } }\n  - use: rows are whole\n',
  );
  expect(problems).toEqual([]);
  expect(scenario?.steadyState).toMatchObject([
    { name: 'fewer than 80 connections', operation: { kind: 'sql' }, expect: { number: { max: 80 } }, location: { line: 5 } },
    { name: 'nobody is there', operation: { kind: 'sql' }, expect: { number: 0 } },
    { name: 'rows are whole', expect: {} },
  ]);
  // What a probe's own file is, is said from where the probe stands.
  const settings = scenario?.steadyState[2]?.operation.settings as { file: string } | undefined;
  expect(readFileSync(settings?.file ?? '', 'utf8')).toBe('select 1');
  expect(scenario?.readyFiles?.map(one => one.file.endsWith('chat.probes.yaml'))).toEqual([true]);
  expect(at('stacks/chat.probes.yaml')).toBeTruthy();
});

test('an unknown name is told with the nearest one, and without a file with what to do', () => {
  const { problems } = read('  - use: fewer than 8 connections\n');
  expect(shown(problems)).toEqual([
    'a.yaml:5:10 unexpected probe "fewer than 8 connections", expected one of the files that `probes` names',
  ]);
  expect(problems[0]?.hint).toBe('Did you mean "fewer than 80 connections"?');
  expect(read('  - use: rows are whole\n', {}, '').problems[0]?.hint).toContain('Name the file that it stands in');
});

test('what is wrong in the file is told at its own line', () => {
  const wrong = limits.replace('expect: { number', 'expect: { numbr').replace('rows are whole', 'fewer than 80 connections');
  expect(shown(read('  - http: x\n', { 'stacks/chat.probes.yaml': wrong }).problems)[0]).toMatch(/^chat\.probes\.yaml:5:\d+ unexpected/);
  const second = limits.replace('rows are whole', 'fewer than 80 connections');
  expect(shown(read('  - http: x\n', { 'stacks/chat.probes.yaml': second }).problems)).toEqual([
    'chat.probes.yaml:6:11 unexpected second probe "fewer than 80 connections", expected a name of its own',
  ]);
  expect(shown(read('  - http: x\n', {}, 'probes: [nowhere.yaml]\n').problems)[0]).toMatch(/^a\.yaml:3:10 unexpected file/);
});

test('a probe asks one thing: an operation, or a ready probe', () => {
  expect(read('  - { use: rows are whole, http: x }\n').problems).toHaveLength(1);
  expect(read('  - { name: nothing }\n').problems).toHaveLength(1);
});
