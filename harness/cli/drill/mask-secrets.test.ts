import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { maskSecrets } from './mask-secrets.ts';

const plans = [{ secrets: ['s3cret-value', 'one 100%\n::error::two'] }, { secrets: ['s3cret-value'] }] as unknown as Parameters<
  typeof maskSecrets
>[0];

test("values to be hidden are registered with the job's log, each once, in a form that is no other command", () => {
  const { stdout, stderr } = masked({ GITHUB_ACTIONS: 'true' }, 'text');
  expect(stdout).toMatch(/^(::add-mask::[^\r\n]+\n)+$/);
  expect(stdout.match(/^::add-mask::s3cret-value$/gm)).toHaveLength(1);
  expect(stderr).toBe('');
});

test('a document on standard output stays one', () => {
  const { stdout, stderr } = masked({ GITHUB_ACTIONS: 'true' }, 'json');
  expect(stdout).toBe('');
  expect(stderr).toContain('::add-mask::s3cret-value\n');
});

test('nothing is said where nobody would hide it', () => {
  expect(masked({}, 'text')).toEqual({ stdout: '', stderr: '' });
});

function masked(env: Readonly<Record<string, string>>, output: 'json' | 'text'): { readonly stdout: string; readonly stderr: string } {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  maskSecrets(plans, { stdout, stderr, cwd: '/', env, signal: new AbortController().signal }, output);
  const said = (stream: PassThrough): string => String(stream.read() ?? '');
  return { stdout: said(stdout), stderr: said(stderr) };
}
