import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { HarnessError } from '../support/harness-error.ts';
import type { Command } from './command.ts';
import { main } from './main.ts';
import { readArguments } from './read-arguments.ts';

const options = { folder: { type: 'string', about: 'where' }, json: { type: 'boolean', short: 'j', about: 'as JSON' } } as const;
const greet: Command = {
  name: 'greet',
  about: 'say hello',
  usage: 'greet [name]',
  examples: [],
  options,
  async run(argv, io) {
    const { values, positionals } = readArguments(argv, options);
    if (positionals[0] === 'nobody') throw new HarnessError('nobody-there', 'nobody is there', 'Come again.');
    if (positionals[0] === 'quoting')
      throw new HarnessError('q', 'it said a\n::error::b\ndrillbook: all is well \u001B[2J', 'See\n::debug::c');
    if (positionals[0] === 'full') throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    if (positionals[0] === 'defect') throw new TypeError('x is undefined');
    io.stdout.write(`hello ${positionals.join(' ')}${values.json === true ? ' {}' : ''}`);
    return await Promise.resolve(4);
  },
};

async function call(...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(argv, { stdout, stderr, cwd: '/', env: {}, signal: new AbortController().signal }, [
    { name: 'greet', aliases: ['hi'], load: async () => await Promise.resolve(greet) },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

test('runs a command by its name or alias and gives its status back', async () => {
  expect(await call('greet', 'Ada', '-j')).toEqual({ status: 4, stdout: 'hello Ada {}', stderr: '' });
  expect((await call('hi', '--', '--help')).stdout).toBe('hello --help');
});

test('proposes the nearest command and option, and ends with 2', async () => {
  expect(await call('geet')).toMatchObject({ status: 2, stderr: expect.stringContaining('unexpected command "geet", expected "greet"') });
  expect(await call('greet', '--jsn')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('unexpected option "--jsn", expected --json'),
  });
  expect(await call('greet', '--folder')).toMatchObject({ status: 2, stdout: '' });
});

test('prints message and hint of what we could not do, and ends with 3', async () => {
  expect(await call('greet', 'nobody')).toEqual({ status: 3, stdout: '', stderr: 'drillbook: nobody is there\n  Come again.\n' });
});

test('calls a defect a defect, with its place', async () => {
  const { status, stderr } = await call('greet', 'defect');
  expect(status).toBe(3);
  expect(stderr).toMatch(/x is undefined\n\s+at .*main\.test\.ts/);
});

test('helps on standard output when asked and on standard error when called wrongly', async () => {
  expect(await call('--help')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/greet, hi {2}say hello/) });
  expect(await call()).toMatchObject({ status: 2, stdout: '' });
  expect(await call('greet', '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('-j, --json') });
  expect((await call('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('a full disk of this machine is told as such, not as a defect', async () => {
  const { status, stderr } = await call('greet', 'full');
  expect(status).toBe(3);
  expect(stderr).toContain('no space left on device');
  expect(stderr).toContain('--evidence');
  expect(stderr).not.toContain('defect');
});

test('an error that quotes a program forges no line of ours, commands no CI system and moves no cursor', async () => {
  const { status, stderr } = await call('greet', 'quoting');
  expect(status).toBe(3);
  expect(stderr).toBe('drillbook: it said a\n  │ ::error::b\n  drillbook: all is well \n  See\n  │ ::debug::c\n');
});

test('where a document was asked for, standard output keeps its values and shows none that act', async () => {
  expect((await call('greet', '::error::', '##[error]', '\u001B[2J', '--json')).stdout).toBe(
    'hello ::error:: \\u0023#[error] \\u001b[2J {}',
  );
  expect((await call('greet', '##[error]', '\u001B[2J')).stdout).toBe('hello ## [error] ');
});
