import { expect, test } from '@playwright/test';
import { documentOf } from '../testing/document-of.ts';

const text = '```bash\nls\ncurl -f a\nsudo ls -l\nVAR=1\npsql -c "SELECT 1" | grep 1\ncurl b\n```\n';

test('finds the commands of some names, in the order of the text', () => {
  const document = documentOf([{ name: 'runbook.md', text }]);
  const found = (names: RegExp): readonly string[] =>
    document.commandsNamed(names).map(({ words }) => words.map(word => word.text).join(' '));
  expect(found(/^ls$/)).toEqual(['ls', 'ls -l']);
  expect(found(/^(?:grep|curl|psql)$/)).toEqual(['curl -f a', 'psql -c "SELECT 1"', 'grep 1', 'curl b']);
  expect(found(/^docker$/)).toEqual([]);
  expect(document.commandsNamed(/^$/)).toHaveLength(1);
  expect(document.commandsNamed(/(?:)/)).toEqual(document.commands);
});
