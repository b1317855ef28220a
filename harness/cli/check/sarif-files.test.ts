import { readFileSync, writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import type { Log, Result } from 'sarif';
import { z } from 'zod';
import { folderWith } from '../../reading/testing/folder.ts';
import { main } from '../main.ts';

const page =
  '# P\u00E4ge \u{1F525}\n\n```bash\ndocker volume prune -f\ncurl -s http://a/ && echo up\nif true; then\n```\n\n[a](no.md)\n\n```bash\n';

async function sarifOf(cwd: string, ...argv: readonly string[]): Promise<Log> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), { columns: 80 }), new PassThrough()];
  await main(['check', '--sarif', 'check.sarif', ...argv], { stdout, stderr, cwd, env: {}, signal: new AbortController().signal }, [
    { name: 'check', load: async () => (await import('../check-command.ts')).command },
  ]);
  return JSON.parse(readFileSync(`${cwd}/check.sarif`, 'utf8')) as Log;
}

const artifactsOf = (log: Log): readonly unknown[] =>
  resultsOf(log).map(({ locations }) => locations?.[0]?.physicalLocation?.artifactLocation);
const resultsOf = ({ runs }: Log): readonly Result[] => runs.flatMap(({ results }) => results ?? []);

/** What the command writes for all kinds of documents and calls. */
async function logs(folder: (path: string) => string): Promise<Readonly<Record<string, Log>>> {
  const [here, docs] = [folder('.'), folder('docs')];
  const all = ['--all', '--profile', 'audit'];
  return {
    'nothing found': await sarifOf(here, 'clean.md'),
    'no document': await sarifOf(folder('none')),
    'very much found': await sarifOf(here, 'docs', ...all),
    'a line that is edited': await sarifOf(here, 'fixed.md', '--fix'),
    'all known from a baseline': await sarifOf(here, 'plain.md', '--baseline', 'known.json', '--update-baseline'),
    'some known from a baseline': await sarifOf(here, 'plain.md', ...all, '--baseline', 'known.json'),
    'a document elsewhere': await sarifOf(docs, '../plain.md'),
  };
}

function pages(): (path: string) => string {
  const names = [
    'docs/gr\u00F6\u00DFe #1? [x].md',
    'docs/a b\\c:d%20.md',
    'docs/new\nline.md',
    'docs/\u{1F525}.md',
    'plain.md',
    'fixed.md',
  ];
  const folder = folderWith({ ...Object.fromEntries(names.map(name => [name, page])), 'clean.md': '# Page\n', 'none/a.txt': '' });
  writeFileSync(folder('docs/half.md'), Buffer.concat([Buffer.from(page), Buffer.from([0xf0, 0x9f, 0x0a])]));
  return folder;
}

test('a file outside of the repository has its whole address, and one below a name as it is on disk', async () => {
  const folder = pages();
  const { 'a document elsewhere': elsewhere, 'very much found': much } = await logs(folder);
  expect(new Set(artifactsOf(elsewhere as Log).map(one => JSON.stringify(one)))).toEqual(
    new Set([JSON.stringify({ uri: pathToFileURL(folder('plain.md')).href })]),
  );
  expect(artifactsOf(much as Log)).toContainEqual({ uri: 'docs/a%20b%5Cc%3Ad%2520.md', uriBaseId: '%SRCROOT%' });
});

test("what is written holds to code scanning's limits: places from 1 on, texts, fingerprints that differ", async () => {
  for (const [name, log] of Object.entries(await logs(pages()))) {
    const results = resultsOf(log);
    expect(results.length > 0, name).toBe(!/^(?:nothing|no doc|all known)/.test(name));
    for (const { message, locations, ruleId } of results) {
      const region = locations?.[0]?.physicalLocation?.region;
      expect([message.text, ruleId, locations?.length]).toEqual([expect.stringMatching(/./), expect.stringMatching(/^[a-z-]+$/), 1]);
      expect(Math.min(...Object.values(region ?? { none: 0 }).map(Number)), `${name}: ${ruleId}`).toBeGreaterThanOrEqual(1);
    }
    const prints = results.map(result => JSON.stringify([artifactsOf(log)[results.indexOf(result)], result.partialFingerprints]));
    expect(new Set(prints).size, name).toBe(prints.length);
  }
});

/** OASIS's own, which `.ci/sarif-schema` fetches, such as https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json in a file. */
const schemaFile = process.env['SARIF_SCHEMA'];

async function holdsToSchema(schemaText: string): Promise<void> {
  // Relative addresses are addresses, too.
  const address = "^(?:[\\w.!~*'()@&=+$,;:/-]|%[0-9A-F]{2})*$";
  const schema: unknown = JSON.parse(schemaText, (_key, value: Record<string, unknown> | undefined) =>
    value?.['format'] === 'uri-reference' ? { type: 'string', pattern: address } : value,
  );
  const form = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  const written = await logs(pages());
  for (const [name, log] of Object.entries(written)) expect(form.safeParse(log).error, name).toBeUndefined();
  // It is a schema that tells wrong from right.
  const [result] = resultsOf(written['very much found'] as Log);
  const withResult = (wrong: object): unknown => ({
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'x' } }, results: [{ ...result, ...wrong }] }],
  });
  expect(form.safeParse(withResult({})).success).toBe(true);
  for (const wrong of [
    { level: 'fatal' },
    { message: 1 },
    { unknown: 1 },
    { locations: [{ physicalLocation: { region: { startLine: 0 } } }] },
  ])
    expect(form.safeParse(withResult(wrong)).success).toBe(false);
}

if (schemaFile !== undefined)
  test('what is written holds to the schema of SARIF 2.1.0', async () => await holdsToSchema(readFileSync(schemaFile, 'utf8')));
