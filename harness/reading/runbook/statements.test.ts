import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { isIncomplete, sqlStatementsOf, statementsOf, syntaxErrorOf } from './statements.ts';

test('gives each statement with its place', () => {
  const script =
    'cd /srv && ls\n\n# a remark\nfor i in 1 2; do\n  echo "$i"\ndone; uptime\ncat <<END | wc -l\n; not a statement\nEND\nf() { ls; }';
  expect(statementsOf(script).map(({ text, line, column, defines }) => [line, column, text, defines])).toEqual([
    [0, 0, 'cd /srv && ls', undefined],
    [3, 0, 'for i in 1 2; do\n  echo "$i"\ndone', undefined],
    [5, 6, 'uptime', undefined],
    [6, 0, 'cat <<END | wc -l', undefined],
    [9, 0, 'f() { ls; }', 'f'],
  ]);
});

test('gives the words of every simple command, and whether a file is written', () => {
  const [one, two] = statementsOf('sudo pg_dump "$DB" | gzip > /tmp/x.gz\nls 2>/dev/null | grep -q "a b"');
  expect(one).toMatchObject({ commands: [['sudo', 'pg_dump', '$DB'], ['gzip']], writesTo: [{ operator: '>', to: '/tmp/x.gz' }] });
  expect(two).toMatchObject({ commands: [['ls'], ['grep', '-q', 'a b']], writesTo: [] });
});

test('agrees with bash on what cannot be read', () => {
  for (const script of [
    'echo ok',
    'select count(*) from t',
    'if true; then',
    'a | | b',
    "echo 'open",
    'case $x in a) ls;; esac',
    'x=(1 2); echo ${x[@]}',
    '[[ -f /x && $y =~ ^a(b)$ ]]',
    'for ((i=0;i<3;i++)); do :; done',
    'fi',
    'echo $((1 + 2))',
    'diff <(ls) <(ls -a)',
  ]) {
    expect(syntaxErrorOf(script) === undefined, script).toBe(spawnSync('bash', ['-n'], { input: script }).status === 0);
  }
  expect(syntaxErrorOf('ls\nSELECT count(*) from t')).toEqual({ message: "unexpected token '('", line: 1, column: 12 });
});

test('knows when a shell would ask for another line', () => {
  for (const script of ['a \\', 'a |', 'a &&', "echo '", 'echo "x', 'for i in 1; do', 'f() {', 'echo $(ls', 'case x in', 'if a; then b'])
    expect(isIncomplete(script), script).toBe(true);
  for (const script of ['a', 'a \\\\', 'echo "x"', 'f() { a; }', 'if a; then b; fi', 'a;', 'a &'])
    expect(isIncomplete(script), script).toBe(false);
});

test('splits SQL outside of quotes, remarks and functions', () => {
  const script =
    "select ';' as a; -- ; no\nupdate t\n  set x = 1;\ncreate function f() returns int as $$ begin; end $$ language plpgsql;\n/* ; */ select 2";
  expect(sqlStatementsOf(script).map(({ text, line, column }) => [line, column, text])).toEqual([
    [0, 0, "select ';' as a;"],
    [0, 17, '-- ; no\nupdate t\n  set x = 1;'],
    [3, 0, 'create function f() returns int as $$ begin; end $$ language plpgsql;'],
    [4, 0, '/* ; */ select 2'],
  ]);
});

test('takes placeholders for words', () => {
  expect(statementsOf('psql -h <HOST> -c "select 1"; restart <UNIT>')).toMatchObject([
    { text: 'psql -h <HOST> -c "select 1"', writesTo: [] },
    { text: 'restart <UNIT>', column: 30 },
  ]);
  expect(syntaxErrorOf('restart <UNIT>')).toBeUndefined();
  expect(isIncomplete('restart <UNIT>')).toBe(false);
});
