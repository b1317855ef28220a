import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRuleDocs, type RuleExample } from '../checking/documentation/read-rule-docs.ts';
import { rules } from '../checking/rules/index.ts';
import { code, table } from './markdown.ts';
import type { Page } from './pages.ts';

const folder = join(import.meta.dirname, '../checking/rules');

export const rulesPage: Page = {
  file: 'rules.md',
  title: 'Rules',
  about: 'What is seen in a runbook without running it.',
  async body() {
    const all = rules.kinds.map(kind => ({ kind, preset: rules.find(kind)?.preset ?? 'default', ...docsOf(kind) }));
    return [
      table(
        ['Rule', 'Says', 'Asked'],
        all.map(({ kind, text, preset }) => [`[${code(kind)}](#${kind})`, text.split('\n\n')[0] ?? '', asked[preset]]),
      ),
      'The documents below are the tests of their rules.',
      ...all.map(({ kind, text, examples }) => [`## ${kind}`, text, ...examples.map(shown)].join('\n\n')),
    ].join('\n\n');
  },
};

const asked = { default: 'always', all: 'with all rules', audit: 'for an audit' };

function docsOf(kind: string): { readonly text: string; readonly examples: readonly RuleExample[] } {
  const docs = readRuleDocs(readFileSync(join(folder, `${kind}.ts`), 'utf8'));
  if (docs === undefined) throw new Error(`unexpected rule "${kind}" without a doc block, expected one above it`);
  return docs;
}

function shown({ title, files, expected, fixed }: RuleExample): string {
  return [
    `**${title}**`,
    ...files.map(({ name, lang, text }, index) => `${index === 0 ? '' : `${code(name)}:\n\n`}${fenced(lang, text)}`),
    expected.length === 0 ? 'Nothing is reported.' : fenced('text', `${expected.join('\n')}\n`),
    ...(fixed === undefined ? [] : ['With its fixes:', fenced('markdown', fixed)]),
  ].join('\n\n');
}

/** Longer than any fence inside. */
function fenced(lang: string, text: string): string {
  return `\`\`\`\`${lang}\n${text}\`\`\`\``;
}
