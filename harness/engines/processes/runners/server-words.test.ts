import { expect, test } from '@playwright/test';
import { serverWords } from './server-words.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };
const words = (run: string, command?: readonly string[], entrypoint?: readonly string[]): ReturnType<typeof serverWords> =>
  serverWords(
    { run: { command: run, location }, ...(command === undefined ? {} : { command }), ...(entrypoint === undefined ? {} : { entrypoint }) },
    ['redis-server'],
  );

test('a server that is only named has the arguments that its image would get', () => {
  expect(words('redis', ['redis-server', '--save', '', '--appendonly', 'no'])).toEqual({ args: ['--save', '', '--appendonly', 'no'] });
  expect(words('redis', ['/usr/local/bin/redis-server', '--appendonly', 'yes'])).toEqual({ args: ['--appendonly', 'yes'] });
  expect(words('redis', ['--maxmemory', '1mb'])).toEqual({ args: ['--maxmemory', '1mb'] });
  expect(words('redis')).toEqual({ args: [] });
});

test('arguments behind its name come first', () => {
  expect(words('redis --save ""', ['redis-server', '--appendonly', 'yes'])).toEqual({ args: ['--save', ''] });
  expect(words('redis --port 7000', ['sh', '-c', 'exec redis-server'])).toEqual({ args: ['--port', '7000'] });
});

test('what starts the server in a way of its own is not passed over', () => {
  expect(words('redis', ['sh', '-c', 'redis-server --appendonly yes'])).toEqual({ lacks: expect.stringContaining('its `command` (sh …)') });
  expect(words('redis', undefined, ['/start.sh'])).toEqual({ lacks: expect.stringContaining('its `entrypoint`') });
});
