import { expect, test } from '@playwright/test';
import { loadSqlGrammar, parseSql } from '../../reading/sql/parse-sql.ts';
import { namesInStatement } from './names-in-statement.ts';

test.beforeAll(loadSqlGrammar);

function read(sql: string): { readonly tables: string; readonly columns: string } {
  const names = (parseSql(sql)?.statements ?? []).map(namesInStatement);
  return {
    tables: names.flatMap(({ tables }) => tables.map(({ name, schema }) => (schema === undefined ? name : `${schema}.${name}`))).join(' '),
    columns: names.flatMap(({ columns }) => columns.map(({ name, of }) => `${name}(${of.map(table => table.name).join()})`)).join(' '),
  };
}

const tablesOf = (sql: string): string => read(sql).tables;
const columnsOf = (sql: string): string => read(sql).columns;

test('tables are those that a statement reads or writes, and not those that it makes', () => {
  expect(tablesOf('select 1 from a join app.b on true, lateral (select from c) as d where exists (select from e)')).toBe('a app.b c e');
  expect(tablesOf('with w as (delete from a returning *) insert into b select * from w')).toBe('b a');
  expect(tablesOf('with recursive w as (select 1 union all select n + 1 from w) table w')).toBe('');
  expect(tablesOf('update a set x = 1 from b')).toBe('a b');
  expect(tablesOf('delete from a using b')).toBe('a b');
  expect(tablesOf('truncate a, b')).toBe('a b');
  expect(tablesOf('vacuum (analyze) a; lock table b; copy c to stdout; explain analyze select from d; alter table e add x int')).toBe(
    'a b c d e',
  );
  expect(tablesOf('select * from generate_series(1, 3), unnest(array[1]) as u(x)')).toBe('');
});

test('what may not be there, or is no table, is not named', () => {
  for (const sql of [
    'drop table if exists a',
    'alter table if exists a add x int',
    'create table a (x int)',
    'create temporary table a as select 1',
    'reindex index a_key',
    'alter index a_key set (fillfactor = 90)',
    'grant usage on sequence a_id_seq to b',
  ])
    expect([sql, tablesOf(sql)]).toEqual([sql, '']);
});

test('a column belongs to the table of its alias, or to one of all that are in sight', () => {
  expect(columnsOf('select j.x, y from a j join b on b.z = j.id')).toBe('x(a) y(a,b) z(b) id(a)');
  expect(columnsOf('select x from a where exists (select from b where y = a.z)')).toBe('x(a) y(b,a) z(a)');
  expect(columnsOf('insert into a (x, y) values (1, 2) on conflict (x) do update set z = excluded.y, n = a.n + 1 returning m')).toBe(
    'x(a) y(a) z(a) n(a) n(a) m(a)',
  );
  expect(columnsOf('update a set x = b.y from b where a.id = b.id')).toBe('x(a) y(b) id(a) id(b)');
});

test('where somebody else makes columns, only qualified ones are told', () => {
  expect(columnsOf('select x, a.y from a, json_each(z) as e')).toBe('y(a)');
  expect(columnsOf('with w as (select 1 as x) select x, y, a.z from a join w on true')).toBe('z(a)');
  expect(columnsOf('select x, s.y from (select 1) as s')).toBe('');
  expect(columnsOf('select x as n, count(*) as m from a group by n order by m, n')).toBe('x(a)');
  expect(columnsOf('select a, a.*, ctid, xmin from a')).toBe('');
  expect(columnsOf('select c.x from (a join b on true) as c(x)')).toBe('');
  expect(columnsOf('select x from a union select y from b order by what')).toBe('x(a) y(b)');
});
