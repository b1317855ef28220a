import { expect, test } from '@playwright/test';
import { meaningAt, type Meaning } from './meaning.ts';

/** What `chat` means in a text, at its only place; `>` stands before it. */
function of(marked: string, more: { readonly before?: string; readonly variable?: string } = {}): Meaning {
  const from = marked.indexOf('>chat');
  return meaningAt({ text: marked.replace('>', ''), from, to: from + 4, ...more });
}

test('in a URL each part is told by its place', () => {
  expect(of('postgres://>chat:pw@chat:5432/chat')).toBe('other');
  expect(of('postgres://app:>chat@database/chat')).toBe('password');
  expect(of('postgresql+asyncpg://app:pw@>chat/chat')).toBe('other');
  expect(of('jdbc:postgresql://database:5432/>chat?user=app')).toBe('database');
  expect(of('postgres://database/other?password=>chat')).toBe('password');
  expect(of('redis://:>chat@redis:6379/0')).toBe('password');
  expect(of('http://api:3001/>chat/health')).toBe('other');
  expect(of('mysql://app:pw@database/>chat')).toBe('unknown');
  expect(of('https://app:>chat@registry/v2')).toBe('unknown');
});

test('a key tells, in a connection string, an option and a variable', () => {
  expect(of('host=database dbname=>chat')).toBe('database');
  expect(of('{"password": ">chat"}')).toBe('password');
  expect(of('{"name": ">chat"}')).toBe('unknown');
  expect(of('--requirepass=>chat')).toBe('password');
  expect(of('>chat', { variable: 'PGDATABASE' })).toBe('database');
  expect(of('>chat', { variable: 'DB_PASSWORD' })).toBe('password');
  expect(of('>chat', { variable: 'POSTGRES_USER' })).toBe('other');
  expect(of('>chat', { variable: 'TOPIC' })).toBe('unknown');
});

test('an option tells where its tool is known', () => {
  expect(of('pg_isready -U app -d >chat')).toBe('database');
  expect(of('>chat', { before: 'CMD psql -U' })).toBe('other');
  expect(of('>chat', { before: 'CMD redis-cli -a' })).toBe('password');
  expect(of('>chat', { before: '--requirepass' })).toBe('password');
  expect(of('curl -d >chat http://api')).toBe('unknown');
  expect(of('node app.js -a >chat')).toBe('unknown');
});

test('a folder is a folder, and a path behind a port is a database', () => {
  expect(of('/opt/>chat/app')).toBe('other');
  expect(of('database:5432/>chat')).toBe('database');
  expect(of('serve >chat')).toBe('unknown');
});
