import { expect, test } from '@playwright/test';
import { registry } from '../support/registry.ts';
import { applyFixes } from './apply-fixes.ts';
import { beyondBaseline, readBaseline, writeBaseline } from './baseline.ts';
import { checkDocument } from './check-document.ts';
import { chooseRules, type Asked } from './choose-rules.ts';
import type { Report, Rule } from './rule.ts';
import { documentOf } from './testing/document-of.ts';

/** Reports each command of a name. */
function named(kind: string, name: string, preset: Rule['preset'] = 'default'): Rule {
  return {
    kind,
    preset,
    *check({ commands }): Iterable<Report> {
      for (const command of commands)
        if (command.name === name) yield { message: `unexpected ${name}, expected something else`, location: command.location };
    },
  };
}

const rules = registry<Rule>([
  named('no-rm', 'rm'),
  named('config-in-shell-fence', 'server'),
  named('no-sleep', 'sleep', 'all'),
  named('no-owner', 'id', 'audit'),
]);

function check(text: string, asked: Asked = { all: true, audit: true }, settings = {}): readonly string[] {
  return checkDocument(documentOf([{ name: 'runbook.md', text }]), { rules: chooseRules(rules, settings, asked) }).map(
    ({ location: { line, column }, severity, rule, message }) => `${line}:${column} ${severity} ${rule}: ${message}`,
  );
}

const block = (script: string): string => `\`\`\`bash\n${script}\n\`\`\`\n`;
const rm = 'error no-rm: unexpected rm, expected something else';
const sleep = 'warning no-sleep: unexpected sleep, expected something else';

test('what is surely wrong is an error, what guesses is asked for, and the configuration says otherwise', () => {
  const text = block('sleep 1\nrm -r a\nid');
  expect(check(text, {})).toEqual([`3:1 ${rm}`]);
  expect(check(text, { all: true })).toEqual([`2:1 ${sleep}`, `3:1 ${rm}`]);
  expect(check(text, {}, { preset: 'all', rules: { 'no-sleep': 'error', 'no-rm': 'off' } })).toEqual([
    '2:1 error no-sleep: unexpected sleep, expected something else',
  ]);
  expect(check(text, {}, { profile: 'audit' })).toEqual([`3:1 ${rm}`, '4:1 warning no-owner: unexpected id, expected something else']);
  expect(check(text, { only: ['no-sleep'] }, { rules: { 'no-sleep': 'off' } })).toEqual([`2:1 ${sleep}`]);
});

test('what reading the document finds is told among the reports', () => {
  expect(check('```bash\nrm -r a\n')).toEqual([
    '1:1 error unclosed-fence: unexpected end of the file, expected the fence that begins here to be closed',
    `2:1 ${rm}`,
  ]);
});

test('that a line cannot be read is told where no rule says more of it', () => {
  expect(check(block('df -h\nls a (b'))).toEqual([expect.stringContaining('3:6 warning shell-syntax')]);
  expect(check(block('df -h\nrm a (b'))).toEqual([`3:1 ${rm}`]);
  // Of the whole block.
  expect(check(block('server {\n  listen 443\n}'))).toEqual([expect.stringContaining('2:1 error config-in-shell-fence')]);
});

test('what only who drills the document need know is not told: languages of other machines, and ways to look at something', () => {
  expect(check('```powershell\nRestart-Service Web\n```\n\n```bash\nls /var/backups\n# or\nls /tmp/backups\n```\n')).toEqual([]);
  expect(check("```bash\ngit log -S key\n# or\ngit grep key $(git rev-list --all)\n```\n\n```groovy\nsh 'ls -l'\n```\n")).toEqual([]);
  expect(check('```mysql\nselect 1;\n```\n')).toEqual([expect.stringContaining('not-carried-out')]);
  expect(check('```redis\n# redis.conf\nmaxmemory 2gb\n```\n')).toEqual([]);
});

test('a block without a language is told where others have one', () => {
  const bare = '```\npsql -h localhost tickets\n```\n';
  expect(check(bare)).toEqual([]);
  expect(check(`${bare}\n${block('df -h')}`)).toEqual([expect.stringContaining('2:1 warning unlabelled-commands')]);
  expect(check(`${bare}\n${bare}\n${bare}\n${block('df -h')}`)).toEqual([expect.stringContaining('2:1 warning unlabelled-commands')]);
  const stanza = '```\n/var/log/notes/*.log {\n  daily\n  postrotate\n    systemctl reload notes\n  endscript\n}\n```\n';
  expect(check(`${stanza}\n${block('df -h')}`)).toEqual([]);
  const diagram = '```text\nCrashLoopBackOff\n      ↓\nkubectl describe pod\n      ↓\nkubectl logs\n```\n';
  expect(check(`${diagram}\n${block('df -h')}`)).toEqual([]);
});

test('a comment above a block turns a rule off for it, and for nothing else', () => {
  expect(
    check(`<!-- drillbook-check-disable-next no-rm: a scratch folder -->\n\n${block('rm -r a\nsleep 1')}\n${block('rm -r b')}`),
  ).toEqual([`5:1 ${sleep}`, `9:1 ${rm}`]);
});

test('within a block a comment turns a rule off for the next line', () => {
  expect(check(block('# drillbook-check-disable-next no-rm, no-sleep: a scratch folder\nrm -r a; sleep 1\nrm -r b'))).toEqual([
    `4:1 ${rm}`,
  ]);
});

test('a comment that a block only shows turns nothing off', () => {
  expect(check('```markdown\n<!-- drillbook-check-disable-next no-rm: an example -->\n```\n')).toEqual([]);
});

test('rules are turned off from one comment to another, or to the end', () => {
  const off = '<!-- drillbook-check-disable no-rm: an example of what not to do -->';
  expect(check(`${off}\n\n${block('rm -r a')}\n<!-- drillbook-check-enable no-rm -->\n\n${block('rm -r b')}`)).toEqual([`10:1 ${rm}`]);
  expect(check(`${off}\n\n${block('rm -r a')}\n${block('rm -r b')}`)).toEqual([]);
});

test('a comment needs a rule that exists, a reason, and something that it turns off', () => {
  expect(check(`<!-- drillbook-check-disable-next no-rm -->\n\n${block('rm -r a')}`)).toEqual([
    '1:1 error disable-comment: unexpected comment that turns "no-rm" off without a reason, expected one behind a colon',
  ]);
  expect(check(`<!-- drillbook-check-disable-next: why -->\n\n${block('ls')}`)).toEqual([
    '1:1 error disable-comment: unexpected comment without a rule, expected the name of the one that is turned off',
  ]);
  expect(check(`<!-- drillbook-check-disable-next no-mv: why -->\n\n${block('ls')}`)).toEqual([
    '1:1 error disable-comment: unexpected rule "no-mv", expected one that exists',
  ]);
  expect(check(`<!-- drillbook-check-disable-next no-rm: why -->\n\n${block('ls')}`)).toEqual([
    '1:1 warning unused-disable: unexpected comment that turns "no-rm" off, expected something that it would report',
  ]);
  // Of a rule that is not asked for nobody can say.
  expect(check(`<!-- drillbook-check-disable-next no-sleep: why -->\n\n${block('ls')}`, {})).toEqual([]);
});

test('a baseline knows places though lines move, each once, and tells which are mended', () => {
  const read = (text: string): ReturnType<typeof documentOf> => documentOf([{ name: 'runbook.md', text }]);
  const all = chooseRules(rules);
  const reportsOf = (text: string): Parameters<typeof beyondBaseline>[0] => {
    const document = read(text);
    return checkDocument(document, { rules: all }).map(report => [report, document.source] as const);
  };
  const baseline = readBaseline(writeBaseline(reportsOf(block('rm -r a\nrm -r b'))));
  if (baseline === undefined) throw new Error('unexpected baseline that cannot be read');
  const moved = beyondBaseline(reportsOf(`Some words.\n\n${block('ls\nrm -r a\nrm -r a\nrm -r c')}`), baseline);
  expect(moved.reports.map(({ location }) => location.line)).toEqual([6, 7]);
  expect([moved.known, moved.left]).toEqual([1, 1]);
  expect(readBaseline('{"version":2}')).toBe(undefined);
  expect(readBaseline('no JSON')).toBe(undefined);
});

test('fixes leave line ends as they are, and of two that overlap the first is made', () => {
  const fix = (line: number, column: number, endColumn: number, text: string): Parameters<typeof applyFixes>[1][number] => ({
    location: { file: 'a.md', line, column, endLine: line, endColumn },
    text,
  });
  expect(applyFixes('one\r\ntwo\nthree', [fix(3, 1, 6, '3'), fix(1, 1, 4, '1'), fix(1, 2, 3, 'x'), fix(2, 4, 4, '!')])).toBe(
    '1\r\ntwo!\n3',
  );
});
