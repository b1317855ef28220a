import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { onTerminal } from './pseudo-terminal.ts';

test('a program on a terminal sees its size, what is typed, and that it was resized', async () => {
  const terminal = onTerminal([
    'bash',
    '-c',
    `trap 'stty size; exit 3' WINCH; stty size; read -r name; echo "hello $name"; while :; do sleep 0.05; done`,
  ]);
  await terminal.shows('24 80');
  terminal.type('Ada\n');
  await terminal.shows('hello Ada');
  terminal.resize(60, 20);
  await terminal.shows('20 60');
  expect(await terminal.ended).toBe(3);
});

test('a connection that breaks is told to the program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-hang-up-'));
  const terminal = onTerminal(['bash', '-c', `trap 'touch ${folder}/gone; exit' HUP; echo ready; while :; do sleep 0.05; done`]);
  await terminal.shows('ready');
  terminal.hangUp();
  await expect.poll(() => existsSync(join(folder, 'gone'))).toBe(true);
  rmSync(folder, { recursive: true });
});

test('Ctrl-C reaches the program as a signal', async () => {
  const terminal = onTerminal(['bash', '-c', `trap 'echo stopped; exit 130' INT; echo ready; while :; do sleep 0.05; done`]);
  await terminal.shows('ready');
  terminal.type('\u0003');
  await terminal.shows('stopped');
  expect(await terminal.ended).toBe(130);
});
