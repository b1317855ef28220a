import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { loadSqlGrammar } from '../reading/sql/parse-sql.ts';
import { checkDocument } from './check-document.ts';
import type { CheckReport } from './check-report.ts';
import { chooseRules } from './choose-rules.ts';
import { readRuleDocs } from './documentation/read-rule-docs.ts';
import { rules } from './rules/index.ts';
import { documentOf } from './testing/document-of.ts';

test.beforeAll(loadSqlGrammar);

const folder = join(import.meta.dirname, 'rules');
/** The documents that rules are tested with: all that they look for is in them. */
const texts = readdirSync(folder)
  .flatMap(file => readRuleDocs(readFileSync(join(folder, file), 'utf8'))?.examples ?? [])
  .flatMap(({ files }) => files[0]?.text ?? []);
const weights = chooseRules(rules, {}, { all: true, audit: true });

const half = (text: string): number => Math.floor(text.length / 2);

const damages: Readonly<Record<string, (text: string) => string>> = {
  'read in another encoding': text => new TextDecoder('windows-1252').decode(new TextEncoder().encode(`“…” ${text}`)),
  'with a sign of two halves cut apart': text => `${text.slice(0, half(text))}\uD83D${text.slice(half(text))}`,
  'with tabs for indentation': text => text.replaceAll(/^(?: {2})+/gm, blanks => '\t'.repeat(blanks.length / 2)),
  'indented by a tab': text => text.replaceAll(/^/gm, '\t'),
  'in a list': text => `1. Step\n\n${text.replaceAll(/^(?=.)/gm, '   ')}`,
  'in a quote': text => text.replaceAll(/^/gm, '> '),
  'with fences that are never closed': text => text.replaceAll(/^```$/gm, ''),
  'with its second half gone': text => text.slice(0, half(text)),
  'with its first half gone': text => text.slice(half(text)),
  'with quotes that are never closed': text => text.replaceAll(/(['"])([^'"\n]*)\1/g, '$1$2'),
  'with brackets that are never closed': text => text.replaceAll(/[)\]}]/g, ''),
  'without line ends': text => text.replaceAll('\n', ' '),
  'with a line end behind each word': text => text.replaceAll(' ', '\n'),
};

for (const [name, damage] of Object.entries(damages))
  test(`documents ${name} are checked, and every report has its place in them`, () => {
    expect(texts.flatMap(text => misplacedIn(damage(text)))).toEqual([]);
  });

test('line ends of Windows and a byte order mark change nothing', () => {
  expect(texts.map(text => reportsOf(`\uFEFF${text.replaceAll('\n', '\r\n')}`))).toEqual(texts.map(reportsOf));
});

test('long documents take as long as they are, not longer with each line before', () => {
  const lines = [
    'if a; then b; fi',
    'curl -s http://localhost/health',
    'systemctl restart web',
    'X=$X',
    'echo <your-name>',
    'psql -c "-----"',
    'docker exec db psql -c "delete from a"',
    'pg_dump a > b',
  ];
  const rows = ['-', 'a-', '<your-name> ', 'XXX ', '{{ a }} ', '`a` '];
  const documents = [
    ...lines.map(line => `${line}\n`.repeat(4500)),
    ...rows.map(row => `${row.repeat(30_000 / row.length)}\n`.repeat(3)),
    `psql -c "${'-'.repeat(30_000)}"`,
    `rotate 1${'\r'.repeat(30_000)}`,
  ].map(script => `# Redis down\n\n## Resolution\n\n\`\`\`bash\n${script}\n\`\`\`\n`);
  expect(slowOf(documents)).toEqual([]);
});

test('scripts that nobody would write take no longer', () => {
  const times = (text: string, count: number): string => text.repeat(count);
  const scripts = [
    times('a | ', 3000),
    times('a && ', 6000),
    times('curl http://x/ || ', 1600),
    times('$( ', 10_000),
    `echo ${times('$(echo ', 3000)}a${times(')', 3000)}`,
    times('{ ', 10_000),
    `${times('( ', 3000)}a${times(' )', 3000)}`,
    `echo $((${times('(', 5000)}1${times(')', 5000)}))`,
    `echo ${times('${a:-', 4000)}${times('}', 4000)}`,
    times('if a; then\n', 2000),
    `${times('while a; do ', 2000)}b; ${times('done; ', 2000)}`,
    times('cat <<EOF\n', 4000),
    Array.from({ length: 3000 }, (_, index) => `f${index}() { f${index + 1}; }`).join('\n'),
    times('bash -c "', 3000),
    `${times('sudo ', 6000)}rm`,
    times('# only said\n', 50_000),
    times("'", 30_001),
  ].map(script => `# Redis down\n\n## Resolution\n\n\`\`\`bash\n${script}\n\`\`\`\n`);
  expect(slowOf(scripts)).toEqual([]);
});

test('documents of very many headings, tables, links or lists take no longer', () => {
  const pages = [
    '# a\n',
    '| a | b |\n|---|---|\n| c | d |\n\n',
    '[a](b.md)\n\n',
    '[a](#a)\n\n',
    '- a\n',
    '1. run `systemctl restart a`\n',
  ].map(part => part.repeat(5000 / part.split('\n').length));
  expect(slowOf(pages)).toEqual([]);
});

/** Of the documents, which take more than a few seconds of a processor. */
function slowOf(documents: readonly string[]): readonly string[] {
  return documents.flatMap(text => {
    const before = process.cpuUsage();
    reportsOf(text);
    const { user, system } = process.cpuUsage(before);
    return user + system > 4_000_000 ? [`${text.slice(0, 60)}: ${Math.round((user + system) / 1e6)} s`] : [];
  });
}

function reportsOf(text: string): readonly CheckReport[] {
  return checkDocument(documentOf([{ name: 'runbook.md', text }]), { rules: weights });
}

/** What is reported where the document has no such place. */
function misplacedIn(text: string): readonly string[] {
  const lines = text.split('\n');
  return reportsOf(text).flatMap(({ rule, location }) => {
    const { line, column, endLine = line, endColumn = column } = location;
    const begins = line >= 1 && column >= 1 && column <= (lines[line - 1] ?? '').length + 1;
    const ends = endLine >= line && endLine <= lines.length && endColumn >= (endLine === line ? column : 1);
    return begins && ends ? [] : [`${rule} at ${line}:${column}-${endLine}:${endColumn} of\n${text}`];
  });
}
