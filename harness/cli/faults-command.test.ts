import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { faults } from '../faults/index.ts';
import { commands } from './commands.ts';
import { main } from './main.ts';

async function tell(
  argv: readonly string[],
  columns = 80,
): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), { columns, isTTY: true }), new PassThrough()];
  const io = { stdout, stderr, cwd: '/', env: { NO_COLOR: '1' }, signal: new AbortController().signal };
  const status = await main(['faults', ...argv], io, commands);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

test('the list has each fault once, those for any service first, in no line wider than the terminal', async () => {
  const { status, stdout } = await tell([], 72);
  expect(status).toBe(0);
  const listed = stdout.split('\n').flatMap(line => /^ {2}([a-z][\w.-]*) {2,}\S/.exec(line)?.[1] ?? []);
  expect(listed.toSorted()).toEqual([...faults.kinds]);
  expect(listed.indexOf('volume.full')).toBeLessThan(listed.indexOf('postgres.connections'));
  expect(stdout.split('\n').filter(line => line.length > 72)).toEqual([]);
  expect(stdout).toMatch(/Engine processes (works here|does not work here)/);
});

test('each fault tells its example, its settings, what users notice and how long it lasts', async () => {
  for (const { kind, symptom = '' } of faults.all) {
    const { status, stdout } = await tell([kind]);
    expect(status).toBe(0);
    expect(stdout, kind).toContain(`- ${kind}: {`);
    expect(stdout.replaceAll(/\s+/g, ' '), kind).toContain(symptom.replaceAll('`', ''));
    expect(stdout, kind).toMatch(/^Lasts {7}\S/m);
  }
});

test('as JSON the settings are a schema, and a kind that there is not is a wrong call with the nearest one', async () => {
  const { stdout } = await tell(['volume.full', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    faults: [{ kind: 'volume.full', needs: ['volume', 'files'], settings: { properties: { path: { type: 'string' } } } }],
  });
  const { status, stderr } = await tell(['volume.ful']);
  expect(status).toBe(2);
  expect(stderr).toContain('unexpected fault "volume.ful", expected "volume.full"');
  expect((await tell(['postgres.lock'])).stderr).toContain('expected one of postgres.lock-advisory, postgres.lock-queue, ');
});
