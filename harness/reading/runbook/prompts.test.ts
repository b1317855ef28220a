import { expect, test } from '@playwright/test';
import { withoutPrompts } from './prompts.ts';

const typed = (text: string, isConsole = false): string => withoutPrompts(text, isConsole).script;

test('leaves a block without prompts as it is', () => {
  expect(withoutPrompts('echo $1\n\n  ls', false)).toEqual({ script: 'echo $1\n\n  ls', lines: [0, 1, 2], prompted: false });
});

test('keeps what continues a command and drops what it printed', () => {
  expect(typed('$ a\nout\n$ b \\\n  c\nout')).toBe('a\nb \\\n  c');
  expect(typed('$ for i in 1 2; do\n>   echo $i\n> done\n1\n2')).toBe('for i in 1 2; do\n  echo $i\ndone');
  expect(typed('$ ls |\n> wc -l\n3')).toBe('ls |\nwc -l');
  expect(typed("$ cat <<'END' > f\none\n\nEND\n$ cat f\none")).toBe("cat <<'END' > f\none\n\nEND\ncat f");
});

test('takes printed lines that begin like a continuation for output', () => {
  expect(typed('$ diff a b\n> more\n< less')).toBe('diff a b');
  expect(typed('$ wc -w <<< words\n1')).toBe('wc -w <<< words');
  expect(typed("$ echo don't\nprinted\n$ ls")).toBe("echo don't\nls");
});

test("knows the prompts of sessions in console blocks only, and a remark from root's prompt", () => {
  expect(typed('ops@web-1:~$ ls\nf\n[root@db ~]# id\n(venv) $ pip list', true)).toBe('ls\nid\npip list');
  expect(typed('# restart the worker\nrate(x[5m])', true)).toBe('');
  expect(withoutPrompts('ops@web-1:~$ ls', false).prompted).toBe(false);
});
