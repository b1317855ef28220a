import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { withoutCommands } from './without-commands.ts';

const cases: readonly (readonly [name: string, script: string, without: string])[] = [
  ['a command', 'systemctl restart worker', ':'],
  ['several, each on its line', 'systemctl stop a\nsystemctl start a\n', ':\n:\n'],
  ['lists keep their shape', 'stop a && start b || echo no', ': && : || :'],
  ['a pipe', 'psql -c x | tee out', ': | :'],
  ['assignments stay', 'host=db\nPGHOST=$host psql -c x', 'host=db\n:'],
  ['cd and export stay', 'cd /opt/chat\nexport A=1\ndocker compose up -d', 'cd /opt/chat\nexport A=1\n:'],
  ['a function stays whole', 'up() { docker compose up -d "$1"; }\nup worker', 'up() { docker compose up -d "$1"; }\n:'],
  ['what only looks still gives its value', 'id=$(pgrep -f worker)\nkill "$id"', 'id=$(pgrep -f worker)\n:'],
  ['what acts gives none', 'out=$(systemctl restart worker)', 'out=$(:)'],
  ['a redirection writes nothing', 'echo 1 > /data/on', ':'],
  ['an empty file is not made', '> /data/on', ':'],
  ['both ways of a decision', 'if [ -f x ]; then rm x; else touch x; fi', 'if [ -f x ]; then :; else :; fi'],
  ['each turn of a loop', 'for s in a b; do restart "$s"; done', 'for s in a b; do :; done'],
  ['what waits for a result does not wait', 'until curl -sf localhost; do sleep 1; done', ':'],
  ['a line that goes on keeps its lines', 'docker run \\\n  --rm x\necho y', ': \\\n\n:'],
];
for (const [name, script, without] of cases)
  test(`leaves commands out: ${name}`, () => {
    const result = withoutCommands(script);
    expect(result).toBe(without);
    expect(result.split('\n')).toHaveLength(script.split('\n').length);
  });

test('a document that a command reads is no command afterwards', () => {
  const script = "psql <<'SQL'\ndelete from jobs;\nSQL\nname=x\n";
  const ran = spawnSync('bash', ['-c', `${withoutCommands(script)}\necho "$name $?"`], { encoding: 'utf8' });
  expect(ran).toMatchObject({ stdout: 'x 0\n', stderr: '', status: 0 });
});

test('what is left prints nothing and ends with 0, and the shell is as the block would leave it', () => {
  const script = 'cd /tmp\nexport LEVEL=3\nname=worker\nsay() { echo "$1 $LEVEL"; }\nls /nowhere\nfalse_command --now\n';
  const left = `${withoutCommands(script)}\necho "status $?"; say "$name"; pwd`;
  const ran = spawnSync('bash', ['-c', left], { encoding: 'utf8' });
  expect(ran).toMatchObject({ stdout: 'status 0\nworker 3\n/tmp\n', stderr: '' });
});
