import { expect, test } from '@playwright/test';
import { documentOf } from '../../testing/document-of.ts';
import type { CheckedDocument } from '../checked-document.ts';
import { enclosing, innermost, isSubstituted, optionOf, optionValueOf, statusUseOf } from './ask.ts';
import type { ShellCommand } from './tree.ts';

function read(text: string): CheckedDocument {
  return documentOf([{ name: 'runbook.md', text }]);
}

function block(script: string): CheckedDocument {
  return read(`\`\`\`bash\n${script}\n\`\`\`\n`);
}

function at({ location: { line, column, endLine, endColumn } }: Pick<ShellCommand, 'location'>): string {
  return `${line}:${column}-${endLine}:${endColumn}`;
}

function shown(command: ShellCommand): string {
  return `${at(command)} ${command.words.map(({ value }) => value).join(' ')}${command.where === 'bastion' ? '' : ` (${command.where})`}`;
}

function find(document: CheckedDocument, name: string): ShellCommand {
  const found = document.commands.find(command => command.name === name);
  if (found === undefined) throw new Error(`unexpected document without ${name}`);
  return found;
}

test('finds every command with its place in the file, also behind prompts, in quotes and lists', () => {
  const document = read(
    [
      '1. Stop it:',
      '',
      '   ```console',
      '   $ sudo systemctl stop worker',
      '   stopped',
      '   $ ps aux | grep worker',
      '   ```',
      '',
      '> ```bash',
      '> redis-cli ping && echo ok',
      '> ```',
    ].join('\n'),
  );
  expect(document.commands.map(shown)).toEqual([
    '4:6-4:32 sudo systemctl stop worker',
    '4:11-4:32 systemctl stop worker',
    '6:6-6:12 ps aux',
    '6:15-6:26 grep worker',
    '10:3-10:17 redis-cli ping',
    '10:21-10:28 echo ok',
  ]);
});

test('looks behind what runs another command, down to the token in its quotes', () => {
  const document = block(
    [
      'docker compose exec -T db psql -U app -c "select \\"a\\" from b"',
      `ssh -p 22 db-1 'sudo systemctl restart postgresql'`,
      'timeout 5 bash -c "curl -s localhost | jq ."',
      'ssh db-1 <<EOF',
      'redis-cli ping',
      'EOF',
      "find . -name '*.tmp' -exec rm -f {} \\;",
    ].join('\n'),
  );
  expect(document.commands.map(shown)).toEqual([
    '2:1-2:63 docker compose exec -T db psql -U app -c select "a" from b',
    '2:27-2:63 psql -U app -c select "a" from b (service)',
    '3:1-3:51 ssh -p 22 db-1 sudo systemctl restart postgresql',
    '3:17-3:50 sudo systemctl restart postgresql (elsewhere)',
    '3:22-3:50 systemctl restart postgresql (elsewhere)',
    '4:1-4:45 timeout 5 bash -c curl -s localhost | jq .',
    '4:11-4:45 bash -c curl -s localhost | jq .',
    '4:20-4:37 curl -s localhost',
    '4:40-4:44 jq .',
    '5:1-5:15 ssh db-1',
    '6:1-6:15 redis-cli ping (elsewhere)',
    '8:1-8:39 find . -name *.tmp -exec rm -f {} ;',
    '8:28-8:36 rm -f {}',
  ]);
  expect(innermost(find(document, 'docker')).name).toBe('psql');
  expect(document.sqls.map(({ dialect, text, statements }) => [dialect, text, statements.map(at)])).toEqual([
    ['postgresql', 'select "a" from b', ['2:43-2:62']],
  ]);
});

test('a placeholder keeps its text, whatever it would mean to a shell', () => {
  const document = block('sudo systemctl restart <UNIT>\npsql -h YOUR_HOST');
  expect(document.commands.map(shown)).toEqual([
    '2:1-2:30 sudo systemctl restart <UNIT>',
    '2:6-2:30 systemctl restart <UNIT>',
    '3:1-3:18 psql -h YOUR_HOST',
  ]);
});

test('knows what becomes of an exit status', () => {
  const document = block(
    [
      'a1 | a2',
      'b1 && b2 || b3',
      'if c1; then c2; fi',
      'for i in 1 2; do d1; done',
      'f() { e1; e2; }',
      'x=$(g1)',
      'h1 &',
      '! i1',
      'bash -c "j1; j2"',
      '{ k1; k2; }',
    ].join('\n'),
  );
  const uses = document.commands.filter(({ name }) => /^[a-k]\d$/.test(name)).map(command => `${command.name} ${statusUseOf(command)}`);
  expect(uses).toEqual([
    'a1 lost',
    'a2 lost',
    'b1 decides',
    'b2 decides',
    'b3 lost',
    'c1 decides',
    'c2 lost',
    'd1 lost',
    'e1 lost',
    'e2 last',
    'g1 lost',
    'h1 lost',
    'i1 decides',
    'j1 lost',
    'j2 lost',
    'k1 lost',
    'k2 last',
  ]);
  expect(enclosing(find(document, 'd1'), 'for')?.name).toBe('i');
  expect(enclosing(find(document, 'e1'), 'function')?.name).toBe('f');
  expect(isSubstituted(find(document, 'g1'))).toBe(true);
  expect(isSubstituted(find(document, 'h1'))).toBe(false);
});

test('tells words that the shell changes from those that it passes', () => {
  const [command] = block(`grep "$A b" '$A' *.log a\\ b "" $(hostname) \${B:-x}`).commands;
  expect(
    command?.args.map(({ value, literal, parts }) => [
      value,
      literal,
      parts.map(({ kind, quoted }) => `${kind}${quoted ? '"' : ''}`).join(' '),
    ]),
  ).toEqual([
    ['$A b', false, 'variable" literal"'],
    ['$A', true, 'literal"'],
    ['*.log', false, 'glob literal'],
    ['a b', true, 'literal'],
    ['', true, 'literal"'],
    ['$(hostname)', false, 'command'],
    ['${B:-x}', false, 'variable'],
  ]);
});

test('finds options in bundles, with values, and not behind what ends them', () => {
  const [curl] = block('curl -sSfo out.txt --max-time=5 -H "-f: x" localhost -- --fail').commands;
  if (curl === undefined) throw new Error('unexpected block without a command');
  expect(optionOf(curl, ['-f', '--fail'], 'oHm')?.text).toBe('-sSfo');
  expect(optionOf(curl, ['-x'], 'oHm')).toBe(undefined);
  expect(optionValueOf(curl, ['-m', '--max-time'], 'oHm')).toBe('5');
  expect(optionValueOf(curl, ['-o'], 'oHm')).toBe('out.txt');
  expect(optionOf(curl, ['--fail'])).toBe(undefined);
});

test('reads inline code that is a command, and fences that are no steps', () => {
  const document = read('Run `sudo reboot now` and see:\n\n```bash {"ignore":"true"}\ntail -f /var/log/syslog\n```\n');
  expect(document.shells.map(({ origin, step }) => `${origin} ${step}`)).toEqual(['inline true', 'block false']);
  expect(document.commands.map(shown)).toEqual(['1:6-1:21 sudo reboot now', '1:11-1:21 reboot now', '4:1-4:24 tail -f /var/log/syslog']);
});

test('takes nothing for a command that prose only speaks of, or that must not be run', () => {
  const document = read(
    '`docker volume prune` removes volumes.\n\nDo not run this:\n\n```bash\nrm -rf /data\n```\n\n- Run `sudo reboot now`.\n',
  );
  expect(document.commands.map(({ name }) => name)).toEqual(['sudo', 'reboot']);
  expect(document.shells).toHaveLength(3);
});

test('finds SQL in fences, options, here-documents, strings and pipes', () => {
  const document = read(
    [
      '```sql',
      'select 1;',
      '\\dt',
      'select 2;',
      '```',
      '',
      '```bash',
      'sqlite3 -header data.db "delete from jobs" ".tables"',
      'mysql shop -e "select 3; select 4"',
      "psql -v ON_ERROR_STOP=1 <<'SQL'",
      'update jobs',
      "  set state = 'new';",
      'SQL',
      'echo "select 5" | sudo -u postgres psql',
      '```',
    ].join('\n'),
  );
  expect(
    document.sqls.map(({ dialect, origin, statements }) => [
      dialect,
      origin,
      ...statements.map(({ text, location }) => `${at({ location })} ${text.replaceAll(/\s+/g, ' ')}`),
    ]),
  ).toEqual([
    ['unknown', 'fence', '2:1-2:10 select 1;', '4:1-4:10 select 2;'],
    ['sqlite', 'option', '8:26-8:42 delete from jobs'],
    ['mysql', 'option', '9:16-9:25 select 3;', '9:26-9:34 select 4'],
    ['postgresql', 'document', "11:1-12:21 update jobs set state = 'new';"],
    ['postgresql', 'pipe', '14:7-14:15 select 5'],
  ]);
});

test('never throws for what cannot be read', () => {
  const deep = `echo ${'$('.repeat(3000)}x${')'.repeat(3000)}`;
  for (const script of [
    'if true; then',
    'echo "open',
    '((',
    '[[ -f',
    'a | | b',
    'case x in',
    deep,
    '\u0000\u0001',
    'ssh host "bash -c \'"',
  ])
    expect(() => [...block(script).commands, ...block(script).sqls]).not.toThrow();
});
