import { expect, test } from '@playwright/test';
import type { Service } from '../model/stack.ts';
import { readStack } from '../reading/read-stack.ts';
import { folderWith } from '../reading/testing/folder.ts';
import { runOfService, type ServiceFiles } from './run-of-service.ts';

const cases: readonly (readonly [string, string, Partial<ServiceFiles>, object])[] = [
  ['an official PostgreSQL', 'image: postgres:15', {}, { run: 'postgres' }],
  [
    'one with settings',
    'image: postgres:15-alpine',
    { command: 'postgres -c max_connections=30' },
    { run: 'postgres -c max_connections=30' },
  ],
  ['another major version', 'image: "postgres:16"', {}, { run: 'postgres', otherMajor: '15' }],
  [
    'Redis whose password is a variable',
    'image: redis:7',
    { command: 'redis-server --requirepass ${REDIS_PASSWORD}' },
    { run: 'redis --requirepass ${REDIS_PASSWORD}' },
  ],
  ['a store that is not embedded', 'image: mysql:8', {}, { missing: expect.stringContaining('mysql:8') }],
  [
    'an application that its Dockerfile starts',
    'build: .',
    { dockerfile: 'FROM node\nCMD ["node", "server.js"]\n' },
    { run: 'node server.js' },
  ],
  [
    'one behind an entry point',
    'build: .',
    { dockerfile: 'RUN npm ci\nENTRYPOINT ["tini", "--"]\nCMD node server.js\n' },
    { run: 'node server.js' },
  ],
  [
    'one whose image is more than its files',
    'build: .',
    { dockerfile: 'ENV MODE=strict\nRUN npm run build\nENTRYPOINT ["./entrypoint.sh"]\nCMD ["node", "server.js"]\n' },
    { run: 'node server.js', ignored: ['ENV MODE=strict', 'RUN npm run build', 'ENTRYPOINT ["./entrypoint.sh"]'] },
  ],
  [
    'one that npm starts',
    'build: .',
    { command: 'npm start', packageJson: '{"scripts":{"start":"node server.js --prod"}}' },
    { run: 'node server.js --prod' },
  ],
  [
    'a script that npm alone understands',
    'build: .',
    { command: 'npm start', packageJson: '{"scripts":{"start":"tsc && node x.js"}}' },
    { missing: expect.any(String) },
  ],
  ['a file that is not there', 'build: .', { command: 'node other.js' }, { missing: expect.stringContaining('not found') }],
  ['Python', 'build: .', { command: 'gunicorn app:app' }, { missing: expect.stringContaining('gunicorn') }],
  ["an image of the team's own", 'image: shop', {}, { missing: expect.any(String) }],
];

for (const [what, yaml, files, proposal] of cases)
  test(`says how ${what} runs without a container, or why it cannot`, async () => {
    const { stack } = await readStack([folderWith({ 'compose.yaml': `services:\n  it:\n    ${yaml}\n` })('compose.yaml')]);
    const service = stack?.services[0] as Service;
    expect(runOfService(service, { has: path => path === 'server.js', ...files })).toEqual(proposal);
  });
