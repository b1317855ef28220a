import { expect, test } from '@playwright/test';
import { documentOf } from '../testing/document-of.ts';

const commandsOf = (script: string): readonly string[] =>
  documentOf([{ name: 'runbook.md', text: `# Page\n\n\`\`\`bash\n${script}\n\`\`\`\n` }]).commands.map(
    ({ location, words }) => `${location.line}:${location.column} ${words.map(({ value }) => value).join(' ')}`,
  );

test('what stands behind a paragraph that bash cannot read is read all the same, at its own place', () => {
  expect(commandsOf("SELECT max(id) FROM orders WHERE at < now() - interval '1 h';\n\nsudo systemctl stop worker")).toEqual(
    expect.arrayContaining(['6:1 sudo systemctl stop worker', '6:6 systemctl stop worker']),
  );
});

test('what cannot be read behind it, too, is left out', () => {
  expect(commandsOf('SELECT max(id);\n\nDELETE (id);')).not.toContainEqual(expect.stringMatching(/^6:/));
});

test('a text that can be read is read once', () => {
  expect(commandsOf('date\n\nuptime')).toEqual(['4:1 date', '6:1 uptime']);
});
