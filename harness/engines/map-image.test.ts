import { expect, test } from '@playwright/test';
import { mapImage } from './map-image.ts';

const cache = { 'docker.io/*': 'registry.internal/hub/*' };
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

for (const [image, mapped] of [
  ['postgres:15', 'registry.internal/hub/library/postgres:15'],
  ['postgres', 'registry.internal/hub/library/postgres:latest'],
  ['library/postgres:15', 'registry.internal/hub/library/postgres:15'],
  ['docker.io/postgres:15', 'registry.internal/hub/library/postgres:15'],
  ['index.docker.io/org/app:2', 'registry.internal/hub/org/app:2'],
  ['org/app', 'registry.internal/hub/org/app:latest'],
  ['org/team/app:2', 'registry.internal/hub/org/team/app:2'],
  [`postgres@${digest}`, `registry.internal/hub/library/postgres@${digest}`],
  [`postgres:15@${digest}`, `registry.internal/hub/library/postgres:15@${digest}`],
] as const)
  test(`${image.replace(digest, 'sha256:…')} of Docker Hub comes from the cache, in full`, () => {
    expect(mapImage(image, cache)).toBe(mapped);
  });

test('an image of another registry stays as it is written', () => {
  for (const image of ['ghcr.io/org/app:1', 'localhost/app', 'localhost:5000/app', 'host:5000/app@sha256:00', 'registry.internal/hub/x'])
    expect(mapImage(image, cache)).toBe(image);
});

test('without a map, or with an empty one, every image stays as it is written', () => {
  expect([mapImage('postgres:15', undefined), mapImage('postgres', {})]).toEqual(['postgres:15', 'postgres']);
});

test('the pattern that says most wins, in whatever order they stand', () => {
  const patterns = [
    ['*', 'everything/*'],
    ['docker.io/*', 'hub/*'],
    ['org/*', 'ours/*'],
    ['org/app*', 'apps/app*'],
    ['org/app:1', 'one/app:1'],
  ] as const;
  for (const map of [Object.fromEntries(patterns), Object.fromEntries([...patterns].reverse())])
    expect(['ghcr.io/a/b:1', 'redis:7', 'org/other:1', 'org/app:2', 'org/app:1'].map(image => mapImage(image, map))).toEqual([
      'everything/ghcr.io/a/b:1',
      'hub/library/redis:7',
      'ours/other:1',
      'apps/app:2',
      'one/app:1',
    ]);
});

test('a pattern is completed as a name is: one that says all of it stands for that image alone', () => {
  const map = {
    'postgres:15': 'registry.internal/our-postgres:15',
    redis: 'registry.internal/our-redis:7',
    'nginx*': 'registry.internal/nginx*',
  };
  expect(
    ['postgres:15', 'docker.io/library/postgres:15', 'postgres:16', 'redis', 'redis:latest', 'redis:7', 'nginx:1'].map(image =>
      mapImage(image, map),
    ),
  ).toEqual([
    'registry.internal/our-postgres:15',
    'registry.internal/our-postgres:15',
    'postgres:16',
    'registry.internal/our-redis:7',
    'registry.internal/our-redis:7',
    'redis:7',
    'registry.internal/nginx:1',
  ]);
});

test('registries with a port, and localhost, are registries in patterns too', () => {
  const map = { 'host:5000/*': 'mirror.internal/host/*', 'localhost/*': 'mirror.internal/local/*' };
  expect(['host:5000/a/b:1', 'localhost/x:1', 'host/a'].map(image => mapImage(image, map))).toEqual([
    'mirror.internal/host/a/b:1',
    'mirror.internal/local/x:1',
    'host/a',
  ]);
});

test('what was mapped is not mapped again', () => {
  expect(mapImage('redis:7', { 'docker.io/*': 'registry.internal/*', 'registry.internal/*': 'elsewhere/*' })).toBe(
    'registry.internal/library/redis:7',
  );
});
