import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('finds no scenario among what is installed or what ad-hoc drills have left, unless that folder is named', () => {
  for (const place of ['.drillbook/ad-hoc', 'node_modules/x']) {
    mkdirSync(join(folder, place), { recursive: true });
    writeFileSync(join(folder, place, 'left.yaml'), 'runbook: ../x.md\n');
  }
  expect(findScenarios(['.'], folder).files).not.toContainEqual(expect.stringContaining('left.yaml'));
  expect(findScenarios(['.drillbook/ad-hoc'], folder).files).toEqual(['.drillbook/ad-hoc/left.yaml']);
});

test('takes a named file for a scenario whatever stands in it: reading it tells what is wrong', () => {
  expect(findScenarios(['scenarios/compose.yaml'], folder).files).toEqual(['scenarios/compose.yaml']);
});

test('refuses two files whose names differ in their ending alone: evidence would hold one of them', () => {
  writeFileSync(join(folder, 'scenarios', 'worker-killed.yml'), 'title: y\nrunbook: ../y.md\n');
  expect(() => findScenarios([], folder)).toThrow(
    'unexpected scenarios scenarios/worker-killed.yaml and scenarios/worker-killed.yml, expected names that differ in more than their ending',
  );
});

test('proposes the nearest scenario for a mistyped one', () => {
  expect(() => findScenarios(['scenarios/worker-kiled.yaml'], folder)).toThrow(
    'unexpected scenario "scenarios/worker-kiled.yaml", expected scenarios/worker-killed.yaml',
  );
});

test('finds nothing where there is no folder `scenarios`', () => {
  expect(findScenarios([], join(folder, 'other')).files).toEqual([]);
});

test('without a name also takes those of the teams below, and a name that several have is no name', () => {
  for (const team of ['a', 'deep/b', 'node_modules/c', '.hidden/d', 'foreign']) {
    mkdirSync(join(folder, 'teams', team, 'scenarios'), { recursive: true });
    writeFileSync(join(folder, 'teams', team, 'drillbook.yaml'), '');
    writeFileSync(join(folder, 'teams', team, 'scenarios', 'failover.yaml'), 'runbook: ../x.md\n');
  }
  mkdirSync(join(folder, 'teams', 'foreign', '.git'));
  mkdirSync(join(folder, 'teams', 'no-team', 'scenarios'), { recursive: true });
  writeFileSync(join(folder, 'teams', 'no-team', 'scenarios', 'failover.yaml'), 'runbook: ../x.md\n');
  expect(findScenarios([], folder).files).toEqual([
    'scenarios/postgres/disk-full.yml',
    'scenarios/worker-killed.yaml',
    'teams/a/scenarios/failover.yaml',
    'teams/deep/b/scenarios/failover.yaml',
  ]);
  expect(findScenarios(['worker-killed'], folder).files).toEqual(['scenarios/worker-killed.yaml']);
  expect(() => findScenarios(['failover'], folder)).toThrow(
    'unexpected scenario "failover", expected one of teams/a/scenarios/failover.yaml, teams/deep/b/scenarios/failover.yaml',
  );
});

test('follows links to files and folders within the repository, each real file once and under its own name first', () => {
  const link = (to: string, from: string): void => symlinkSync(to, join(folder, from));
  mkdirSync(join(folder, '.git'));
  mkdirSync(join(folder, 'other', 'deep'));
  mkdirSync(join(folder, 'node_modules', 'x'), { recursive: true });
  for (const file of ['other/deep/one.yaml', 'other/deep/two.yaml', 'node_modules/x/three.yaml'])
    writeFileSync(join(folder, file), 'runbook: ../x.md\n');
  link('../other/failover.yaml', 'scenarios/linked.yaml');
  link('worker-killed.yaml', 'scenarios/a-second-name.yaml');
  link('../other/deep', 'scenarios/folder');
  link('../other/deep', 'scenarios/folder-again');
  link('..', 'scenarios/postgres/loop');
  link('../..', 'other/deep/top');
  link('nowhere.yaml', 'scenarios/broken.yaml');
  link('self.yaml', 'scenarios/self.yaml');
  link('../node_modules/x', 'scenarios/installed');
  expect(findScenarios(['scenarios'], folder).files).toEqual([
    'scenarios/folder/one.yaml',
    'scenarios/folder/two.yaml',
    'scenarios/linked.yaml',
    'scenarios/postgres/disk-full.yml',
    'scenarios/worker-killed.yaml',
  ]);
  expect(findScenarios(['scenarios/a-second-name.yaml'], folder).files).toEqual(['scenarios/a-second-name.yaml']);
});

test('follows no link that leads out of the repository', () => {
  const outside = mkdtempSync(join(tmpdir(), 'drillbook-outside-'));
  try {
    writeFileSync(join(outside, 'foreign.yaml'), 'runbook: ../x.md\n');
    mkdirSync(join(folder, '.git'));
    symlinkSync(join(outside, 'foreign.yaml'), join(folder, 'scenarios', 'foreign.yaml'));
    symlinkSync(outside, join(folder, 'scenarios', 'outside'));
    expect(findScenarios([], folder).files).toEqual(['scenarios/postgres/disk-full.yml', 'scenarios/worker-killed.yaml']);
  } finally {
    rmSync(outside, { recursive: true });
  }
});
