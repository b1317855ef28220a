import { expect, test } from '@playwright/test';
import { placeholderPatterns, placeholdersIn } from './placeholders.ts';

const found = (text: string): readonly string[] => placeholdersIn(text).map(placeholder => placeholder.text);

const replaced: readonly (readonly [text: string, placeholder: string])[] = [
  ['psql -h <HOST>', '<HOST>'],
  ['kubectl logs <pod name>', '<pod name>'],
  ['ssh <host:port>', '<host:port>'],
  ['du -shc <rutas-orígenes-del-toml>', '<rutas-orígenes-del-toml>'],
  ["git checkout <commit from the snapshot's MANIFEST, or main>", "<commit from the snapshot's MANIFEST, or main>"],
  ['curl https://your-domain.com/health', 'your-domain.com'],
  ['-H "Bearer YOUR_TOKEN"', 'YOUR_TOKEN'],
  ['psql your_db', 'your_db'],
  ['echo {{ region }}', '{{ region }}'],
  ['cat /path/to/file', '/path/to/file'],
  ['vercel [deployment-url]', '[deployment-url]'],
  ['use [SERVER NAME]', '[SERVER NAME]'],
  ['PASSWORD=CHANGEME', 'CHANGEME'],
  ['sudo kill -9 PID   # the number from above', 'kill -9 PID'],
  ['kill -s TERM pid', 'kill -s TERM pid'],
  ['kill -9 <PID>', '<PID>'],
  ['strace -p PID', '-p PID'],
  ['cat /proc/PID/status', '/proc/PID'],
  ['sudo systemctl restart chatbot-worker@N', 'chatbot-worker@N'],
  ['psql -c "select * from jobs limit N"', 'limit N'],
  ['tail -n N app.log', '-n N'],
  ['docker compose up -d --scale worker=N', '--scale worker=N'],
  ['git revert XXXXXXX', 'XXXXXXX'],
];

const meant: readonly string[] = [
  'docker ps --format "{{.Names}}"',
  'sort <in >out',
  "tr a-z A-Z <in | grep 'x, y>'",
  'cat <<END',
  'diff <(ls) <(ls -a)',
  '[ -f x ] && ls',
  "grep '[a-z]'",
  "grep '<title>'",
  '<name>x</name>',
  'mail ops@example.com',
  'a < b > c',
  '$YOUR',
  'ps -o PID,STAT',
  "ps aux | grep PID; awk '{print $1}'",
  'kill "$PID"',
  'kill -9 $PID',
  'kill -TERM 12',
  'psql -c "select N from t limit 5"',
  'echo N',
  'sort -n NAMES',
  'mktemp /tmp/keep.XXXXXX',
  'true # kill PID, then look at XXX',
  'SIZE_XXL=1',
  'systemctl restart worker@NAME',
];

test('finds what a reader must replace', () => {
  for (const [text, placeholder] of replaced) expect(found(text), text).toEqual([placeholder]);
});

test('takes templates, redirections, tests, patterns and markup for what they are', () => {
  for (const text of meant) expect(found(text), text).toEqual([]);
});

test('gives them in order, with their columns', () => {
  expect(placeholdersIn('YOUR_A <B1> your-c')).toEqual([
    { text: 'YOUR_A', at: 0 },
    { text: '<B1>', at: 7 },
    { text: 'your-c', at: 12 },
  ]);
});

test('a line in which a pattern finds something holds what it is looked for by', () => {
  const lines = [...replaced.map(([text]) => text), ...meant].flatMap(text => [
    text,
    text.toUpperCase(),
    text.toLowerCase(),
    text.replaceAll(/\b[a-z]/g, letter => letter.toUpperCase()),
  ]);
  const tried = new Set<RegExp>();
  for (const text of lines)
    for (const [needs, pattern] of placeholderPatterns) {
      if (text.match(pattern) === null) continue;
      tried.add(pattern);
      expect(
        needs.some(one => text.includes(one)),
        `${text} ${pattern.source}`,
      ).toBe(true);
    }
  expect(tried.size).toBe(placeholderPatterns.length);
});
