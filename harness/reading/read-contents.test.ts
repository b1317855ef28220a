import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { StackContents } from '../model/stack-contents.ts';
import { readContents } from './read-contents.ts';
import { readStack } from './read-stack.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-contents-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const database = `
  database:
    image: postgres:16
    environment: { POSTGRES_DB: shop, POSTGRES_PASSWORD: shop }
    volumes: ["./init:/docker-entrypoint-initdb.d:ro"]`;
const app = `
  app:
    image: node:20
    command: node /app/server.js
    ports: ["3000:3000"]
    volumes: ["./app:/app:ro"]`;
const plain = {
  'stack.yaml': `services:${database}${app}\n`,
  'init/schema.sql': 'create table orders (id int primary key, state text);\ncreate extension pgcrypto;',
  'app/server.js': "import express from 'express';\napp.get('/orders/:id', one);",
  'app/package.json': '{ "dependencies": { "express": "5.0.0", "pg": "8.0.0" } }',
};

async function contentsOf(files: Readonly<Record<string, string>>): Promise<StackContents> {
  for (const [name, text] of Object.entries({ ...plain, ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { stack } = await readStack([join(folder, 'stack.yaml')]);
  if (stack === undefined) throw new Error('unexpected absence of a stack, expected one');
  return await readContents(stack);
}

test('tables and routes are told where all that makes them is there', async () => {
  const { postgresql, http } = await contentsOf({});
  expect(postgresql).toEqual({ tables: [{ name: 'orders', columns: ['id', 'state'] }], databases: ['shop'] });
  expect(http).toEqual({ servers: ['app'], routes: ['/orders/:id'], patterns: [] });
});

test('migrations count, wherever they lie in the folder; what they drop may still be there', async () => {
  const { postgresql } = await contentsOf({
    'migrations/2.sql': 'alter table orders add column note text; alter table orders drop column state; create table carts (id int);',
    'app/start.js': 'await pool.query(`create table if not exists sessions (id text)`);',
  });
  expect(postgresql?.tables.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual([
    { name: 'carts', columns: ['id'] },
    { name: 'orders', columns: ['id', 'state', 'note'] },
    { name: 'sessions' },
  ]);
});

for (const [what, files] of Object.entries<Readonly<Record<string, string>>>({
  'an object mapper': { 'app/package.json': '{ "dependencies": { "sequelize": "6.0.0" } }' },
  'an image with code of its own': { 'stack.yaml': `services:${database}\n  shop:\n    image: registry.example/shop:2\n` },
  'a name that is put together': { 'app/partitions.js': 'await pool.query(`create table events_${month} partition of events`);' },
  'a function that makes tables': {
    'init/parts.sql': "create function part() returns void language plpgsql as $$ begin execute 'create table x ()'; end $$;",
  },
  'a dump': { 'init/data.sql.gz': 'packed' },
  'SQL that cannot be read': { 'init/broken.sql': 'create tabel x (id int);' },
  'an extension with tables': { 'init/more.sql': 'create extension postgis;' },
}))
  test(`${what} may make tables that nobody knows: none is told`, async () => {
    expect((await contentsOf(files)).postgresql).toBeUndefined();
  });

for (const [what, files] of Object.entries<Readonly<Record<string, string>>>({
  'a server that never says 404': { 'app/server.js': "createServer((request, response) => response.end('/ok'));" },
  'static files': { 'app/server.js': "app.use(express.static('public')); app.get('/orders', all);" },
  'a page for every path': { 'app/nginx.conf': 'location / { try_files $uri /index.html; }' },
  'a part at the top that takes any name': { 'app/more.js': "app.get('/:page', page);" },
}))
  test(`${what} may answer every path: none is told`, async () => {
    expect((await contentsOf(files)).http).toBeUndefined();
  });
