import { expect, test } from '@playwright/test';
import { loadSqlGrammar, parseSql } from './parse-sql.ts';

test.beforeAll(loadSqlGrammar);

const names = (sql: string, type: string): readonly unknown[] =>
  (parseSql(sql)?.nodes(type) ?? []).map(
    ({ at, fields }) => `${at ?? '-'} ${String(fields['relname'] ?? JSON.stringify(fields['fields']))}`,
  );

test('names statements and where they begin', () => {
  const { statements } = parseSql("select 1; -- 'x'\nalter system set a = 'b';\ncreate index concurrently on t (c)") ?? { statements: [] };
  expect(statements.map(({ type, at }) => [type, at])).toEqual([
    ['SelectStmt', 0],
    ['AlterSystemStmt', 17],
    ['IndexStmt', 43],
  ]);
});

test('finds tables wherever they stand, by index of the text and not of its bytes', () => {
  expect(names("select 'äöü', a from x join y on x.i = y.i", 'RangeVar')).toEqual(['21 x', '28 y']);
  expect(names('update jobs set a = 1 where b in (select c from d)', 'RangeVar')).toEqual(['7 jobs', '48 d']);
  expect(
    names('with w as (delete from e returning *) insert into f select * from w', 'RangeVar')
      .map(name => String(name).split(' ')[1])
      .sort((one, other) => String(one).localeCompare(String(other))),
  ).toEqual(['e', 'f', 'w']);
});

test('what a client, a shell or a person puts in counts as a name', () => {
  for (const sql of [
    '\\dt\nselect 1',
    "select * from t where a = :'id' and b = :count and c::int > 1",
    'select * from t limit :limit offset :offset',
    'select * from $TABLE where id = ${ID:-1}',
    'select * from <TABLE> where id = <ID>',
    'select count(*) from t \\gset',
    'do $$ begin perform 1; end $$',
    "select cron.schedule('purge', $$CALL purge();$$)",
    '',
    '-- nothing',
  ])
    expect([sql, parseSql(sql)?.error]).toEqual([sql, undefined]);
});

test('tells what the grammar stumbles over, and where', () => {
  expect(parseSql("select 'ä' frm x where where")?.error).toEqual({ message: 'syntax error at or near "x"', at: 15 });
  expect(parseSql('('.repeat(20_000))?.error?.message).toContain('memory exhausted');
  expect(parseSql('select 1')?.statements).toHaveLength(1);
});
