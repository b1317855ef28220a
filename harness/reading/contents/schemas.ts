import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Schema, Table } from '../../model/stack-contents.ts';
import type { Service, Stack } from '../../model/stack.ts';
import { postgresqlTables } from './postgresql-tables.ts';
import { isBelow, type SourceFile } from './source-files.ts';
import { makesUnnamedTables, writtenTables } from './written-tables.ts';

/** What a stack's PostgreSQL holds after its first start; undefined where that is not all known. */
export function postgresqlSchema(stack: Stack, files: readonly SourceFile[]): Schema | undefined {
  const servers = stack.services.filter(isPostgresql);
  if (servers.length === 0 || servers.some(hasDataOfItsOwn)) return undefined;
  const first = servers.flatMap(({ mounts }) =>
    mounts.flatMap(mount => (mount.kind === 'bind' && mount.target.startsWith(firstStart) ? [resolve(stack.folder, mount.source)] : [])),
  );
  if (!first.every(holdsTextsOnly)) return undefined;
  if (files.some(({ path, text }) => !path.endsWith('.sql') && makesUnnamedTables(text))) return undefined;
  const tables: Table[] = [];
  for (const { path, text } of files) {
    const isFirst = first.some(folder => isBelow(path, folder));
    const read = path.endsWith('.sql') && !isSqlite(text) ? postgresqlTables(text) : undefined;
    if (isFirst && (path.endsWith('.sql') ? read === undefined : /\bpg_restore\b|\bgunzip\b|\bcurl\b|\bwget\b/.test(text)))
      return undefined;
    tables.push(...(read ?? (isSqlite(text) ? [] : writtenTables(text, { exact: false }))));
  }
  return schemaOf(
    tables,
    servers.flatMap(({ environment }) => environment['POSTGRES_DB'] ?? environment['POSTGRES_USER'] ?? 'postgres'),
  );
}

/** What the SQLite databases of a stack hold; undefined where that is not all known. */
export function sqliteSchema(files: readonly SourceFile[]): Schema | undefined {
  const scripts = files.filter(({ path, text }) => path.endsWith('.sql') && isSqlite(text));
  if (scripts.length === 0 || files.some(({ text }) => makesUnnamedTables(text))) return undefined;
  const others = files.filter(file => !scripts.includes(file));
  return schemaOf(
    [
      ...scripts.flatMap(({ text }) => writtenTables(text, { exact: true })),
      ...others.filter(({ path }) => !path.endsWith('.sql')).flatMap(({ text }) => writtenTables(text, { exact: false })),
    ],
    files.flatMap(({ text }) => [...text.matchAll(/[\w-]+\.(?:db|sqlite3?)\b/g)].map(([name]) => name)),
  );
}

const firstStart = '/docker-entrypoint-initdb.d';

function isPostgresql({ image, run }: Service): boolean {
  return /(?:^|\/)(?:postgres|pgvector)[:@]|(?:^|\/)postgres$/.test(image ?? '') || /^postgres\b/.test(run?.command ?? '');
}

/** A folder of this machine may hold a database that is older than the files. */
function hasDataOfItsOwn({ mounts }: Service): boolean {
  return mounts.some(({ kind, target }) => kind === 'bind' && target.startsWith('/var/lib/postgresql'));
}

function holdsTextsOnly(path: string): boolean {
  if (!existsSync(path)) return false;
  const names = statSync(path).isDirectory() ? readdirSync(path) : [basename(path)];
  // Others are not looked at by the image.
  return names.every(name => !/\.(?:gz|xz|zst)$/.test(name));
}

function isSqlite(text: string): boolean {
  return /^\s*pragma\s+\w|\bautoincrement\b|\bwithout\s+rowid\b|\bdatetime\s*\(\s*'now'|\bstrftime\s*\(/im.test(text);
}

/** Tables of one name are one: what any of them may have, it may have. */
function schemaOf(tables: readonly Table[], databases: readonly string[]): Schema | undefined {
  if (!tables.some(({ columns }) => columns !== undefined && columns.length > 0)) return undefined;
  const merged = new Map<string, Table>();
  for (const table of tables) {
    const { name, columns } = table;
    const before = merged.get(name);
    if (before === undefined) merged.set(name, table);
    else if (before.columns === undefined || columns === undefined) merged.set(name, { name });
    else merged.set(name, { ...before, columns: [...new Set([...before.columns, ...columns])] });
  }
  return { tables: [...merged.values()], databases: [...new Set(databases)] };
}
