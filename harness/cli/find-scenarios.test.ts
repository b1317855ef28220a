import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { findScenarios } from './find-scenarios.ts';

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-find-'));
  mkdirSync(join(folder, 'scenarios', 'postgres'), { recursive: true });
  mkdirSync(join(folder, 'other'));
  for (const file of ['scenarios/worker-killed.yaml', 'scenarios/postgres/disk-full.yml', 'other/failover.yaml'])
    writeFileSync(join(folder, file), 'title: x\nrunbook: ../x.md\n');
  writeFileSync(join(folder, 'scenarios', 'compose.yaml'), 'services: {}\n');
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('without a name takes all scenarios below `scenarios`, and no other YAML', () => {
  expect(findScenarios([], folder)).toEqual({ files: ['scenarios/postgres/disk-full.yml', 'scenarios/worker-killed.yaml'], tags: [] });
});

test('takes files, folders, names and tags, each file once', () => {
  expect(findScenarios(['other', 'scenarios/postgres', 'disk-full', 'other/failover.yaml'], folder).files).toEqual([
    'other/failover.yaml',
    'scenarios/postgres/disk-full.yml',
  ]);
  expect(findScenarios(['@postgres'], folder)).toEqual({
    files: ['scenarios/postgres/disk-full.yml', 'scenarios/worker-killed.yaml'],
    tags: ['postgres'],
  });
});

test('takes a named file for a scenario whatever stands in it: reading it tells what is wrong', () => {
  expect(findScenarios(['scenarios/compose.yaml'], folder).files).toEqual(['scenarios/compose.yaml']);
});

test('proposes the nearest scenario for a mistyped one', () => {
  expect(() => findScenarios(['scenarios/worker-kiled.yaml'], folder)).toThrow(
    'unexpected scenario "scenarios/worker-kiled.yaml", expected scenarios/worker-killed.yaml',
  );
});

test('finds nothing where there is no folder `scenarios`', () => {
  expect(findScenarios([], join(folder, 'other')).files).toEqual([]);
});
