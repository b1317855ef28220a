import { expect, test } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import type { Variable } from '../model/scenario.ts';
import { bindVariables, exportedVariables } from './bind-variables.ts';

const location = { file: 'a.yaml', line: 1, column: 1 };
const plain = (text: string, value: string): Variable => ({ text, value, secret: false, location });
const secret = (text: string, value: string): Variable => ({ text, value, secret: true, location });

test('the longest text goes first, and a value is not looked at again', () => {
  expect(
    bindVariables(
      'ssh <HOST>:<HOST_PORT> HOST',
      [plain('<HOST>', 'a<HOST_PORT>'), plain('<HOST_PORT>', '22'), plain('HOST', 'b')],
      'shell',
    ),
  ).toBe('ssh a<HOST_PORT>:22 b');
  expect(bindVariables('cost a.b axb', [plain('a.b', '$&')], 'shell')).toBe('cost $& axb');
});

test('the name of a variable stays where the shell wants a name', () => {
  for (const script of [
    'echo $HOST "${HOST}" ${HOST:-x} ${#HOST} ${!HOST}',
    'HOST=1',
    'export HOST',
    'export A=1 HOST',
    'unset HOST',
    'printenv HOST',
    'read -r HOST',
    '[ -v HOST ]',
    'MY_HOST HOSTNAME',
  ]) {
    expect(bindVariables(script, [plain('HOST', 'db')], 'shell')).toBe(script);
  }
  expect(bindVariables('ssh HOST; export A; ping HOST', [plain('HOST', 'db')], 'shell')).toBe('ssh db; export A; ping db');
});

test('a secret is never in a script, and reaches the command all the same, however it is quoted', () => {
  const value = 'it\'s $HOME "a b" `x` \\n*';
  const variables = [secret('<TOKEN>', value), secret('KEY', 'k e y')];
  for (const [written, seen] of [
    ['printf "%s|" <TOKEN>', `${value}|`],
    ['printf "%s|" "Bearer <TOKEN>"', `Bearer ${value}|`],
    ['printf "%s|" \'Bearer <TOKEN>\'', `Bearer ${value}|`],
    ['A=<TOKEN>; printf "%s|" "$A"', `${value}|`],
    ['# don\'t mind <TOKEN>\nprintf "%s|" <TOKEN>', `${value}|`],
    ['printf "%s|" "$(printf "%s" \'<TOKEN>\')"', `${value}|`],
    ["cat <<EOF\nit's <TOKEN>\nEOF\nprintf \"%s\" '<TOKEN>'", `it's ${value}\n${value}`],
    ['cat <<< <TOKEN>', `${value}\n`],
    ['printf "%s|" KEY "$KEY"', 'k e y|k e y|'],
    ['echo it\\\'s; printf "%s|" <TOKEN>', `it's\n${value}|`],
  ] as const) {
    const script = bindVariables(written, variables, 'shell');
    expect(script).not.toContain(value);
    expect(
      execFileSync('bash', ['--norc', '-c', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { PATH: process.env['PATH'], ...exportedVariables(variables) },
        encoding: 'utf8',
      }),
    ).toBe(seen);
  }
});

test('where nothing is put in by a shell, a secret is put in by us', () => {
  expect(bindVariables("alter role app password '<TOKEN>'", [secret('<TOKEN>', 's3cret')], 'text')).toBe(
    "alter role app password 's3cret'",
  );
  expect(bindVariables("cat <<'EOF'\n<TOKEN>\nEOF\n", [secret('<TOKEN>', 's3cret')], 'shell')).toBe("cat <<'EOF'\ns3cret\nEOF\n");
});

test('names and secrets are exported, other placeholders are not', () => {
  expect(exportedVariables([plain('HOST', 'db'), plain('<HOST>', 'db'), secret('<ADMIN-TOKEN>', 's')])).toEqual({
    HOST: 'db',
    SECRET_ADMIN_TOKEN: 's',
  });
  expect(exportedVariables([secret('<A>', '1'), secret('[A]', '2'), plain('SECRET_A', '3')])).toEqual({
    SECRET_A: '3',
    SECRET_A_2: '1',
    SECRET_A_3: '2',
  });
});
