import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { folderWith, shown } from '../reading/testing/folder.ts';
import { loadConfig } from './load-config.ts';

const ours = 'engine: processes\n';
const theirs = 'engine: containers\n';

test('the nearest drillbook.yaml above a file counts, and those above it do not', async () => {
  const at = folderWith({ 'drillbook.yaml': theirs, 'a/drillbook.yaml': ours, 'a/b/c/one.yaml': '', 'other.yaml': '' });
  expect((await loadConfig(at('a/b/c/one.yaml'))).config?.engine?.value).toBe('processes');
  expect((await loadConfig(at('other.yaml'))).config?.engine?.value).toBe('containers');
});

test('none is looked for above the top of the repository', async () => {
  const at = folderWith({
    'drillbook.yaml': theirs,
    'repository/.git/HEAD': '',
    'repository/scenarios/one.yaml': '',
    'worktree/.git': '',
    'worktree/one.yaml': '',
  });
  expect(await loadConfig(at('repository/scenarios/one.yaml'))).toEqual({ problems: [] });
  expect(await loadConfig(at('worktree/one.yaml'))).toEqual({ problems: [] });
});

test('one at the top of the repository counts', async () => {
  const at = folderWith({ 'repository/.git/HEAD': '', 'repository/drillbook.yaml': ours, 'repository/scenarios/one.yaml': '' });
  expect((await loadConfig(at('repository/scenarios/one.yaml'))).config?.engine?.value).toBe('processes');
});

test('one that cannot be read is a problem, not silence', async () => {
  const at = folderWith({ 'drillbook.yaml/inside': '', 'one.yaml': '' });
  const { config, problems } = await loadConfig(at('one.yaml'));
  expect(config).toBeUndefined();
  expect(shown(problems)).toEqual([
    'drillbook.yaml:1:1 unexpected drillbook.yaml that cannot be read (EISDIR), expected a file that can be read',
  ]);
});

test('a pipe in its place is a problem, and nobody waits for it', async () => {
  const at = folderWith({ 'one.yaml': '' });
  execFileSync('mkfifo', [at('drillbook.yaml')]);
  expect((await loadConfig(at('one.yaml'))).problems.map(({ message }) => message)).toEqual([
    'unexpected drillbook.yaml that cannot be read (a pipe), expected a file that can be read',
  ]);
});
