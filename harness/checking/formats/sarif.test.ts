import { expect, test } from '@playwright/test';
import { sarif } from './sarif.ts';
import { checkDocument } from '../check-document.ts';
import { chooseRules } from '../choose-rules.ts';
import { rules } from '../rules/index.ts';
import { documentOf } from '../testing/document-of.ts';

const location = { file: 'docs/a b.md', line: 3, column: 5, endLine: 3, endColumn: 9 };

test('writes what code scanning asks for: regions with all sides, texts, and a fingerprint for each place', () => {
  const report = { rule: 'no-rm', severity: 'error' as const, message: 'unexpected rm, expected mv', location, hint: 'Move it.' };
  const point = { ...report, rule: 'unclosed-fence', severity: 'warning' as const, location: { file: 'docs/a b.md', line: 1, column: 1 } };
  const text = sarif({
    version: '1.2.3',
    textOf: rule => (rule === 'no-rm' ? { about: 'Something is removed.', markdown: 'Something is removed.\n\nFor good.' } : undefined),
    reports: [report, report, point].map(one => ({ report: one, uri: 'docs/a b.md', mark: 'abc' })),
  });
  const [run] = (JSON.parse(text) as { runs: Record<string, unknown>[] }).runs;
  expect(run).toMatchObject({
    tool: {
      driver: {
        name: 'drillbook',
        semanticVersion: '1.2.3',
        rules: [
          { id: 'no-rm', shortDescription: { text: 'Something is removed.' }, help: { markdown: 'Something is removed.\n\nFor good.' } },
          { id: 'unclosed-fence', shortDescription: { text: 'What reading a document finds: unclosed-fence.' } },
        ],
      },
    },
    results: [
      {
        ruleId: 'no-rm',
        ruleIndex: 0,
        level: 'error',
        message: { text: 'unexpected rm, expected mv\nMove it.' },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'docs/a%20b.md' },
              region: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 9 },
            },
          },
        ],
        partialFingerprints: { primaryLocationLineHash: 'abc:1' },
      },
      { partialFingerprints: { primaryLocationLineHash: 'abc:2' } },
      {
        ruleIndex: 1,
        level: 'warning',
        locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 2 } } }],
      },
    ],
  });
});

test('every report has the form that SARIF 2.1.0 describes, with nothing that it does not know', async () => {
  const { z } = await import('zod');
  const text = z.strictObject({ text: z.string().min(1) });
  const markdown = z.strictObject({ text: z.string().min(1), markdown: z.string().min(1) });
  const level = z.enum(['none', 'note', 'warning', 'error']);
  const positive = z.int().min(1);
  const rule = z.strictObject({
    id: z.string().min(1),
    name: z.string().min(1),
    shortDescription: text,
    fullDescription: text,
    help: markdown,
    defaultConfiguration: z.strictObject({ level }),
    properties: z.strictObject({ tags: z.array(z.string()).refine(tags => new Set(tags).size === tags.length) }),
  });
  const region = z.strictObject({ startLine: positive, startColumn: positive, endLine: positive, endColumn: positive });
  const result = z.strictObject({
    ruleId: z.string().min(1),
    ruleIndex: z.int().min(0),
    level,
    message: text,
    locations: z.array(
      z.strictObject({
        physicalLocation: z.strictObject({
          artifactLocation: z.strictObject({ uri: z.string().regex(/^[\w./%~!$&'()*+,;=:@-]+$/), uriBaseId: z.string() }),
          region,
        }),
      }),
    ),
    partialFingerprints: z.record(z.string(), z.string()),
  });
  const log = z.strictObject({
    $schema: z.url(),
    version: z.literal('2.1.0'),
    runs: z.array(
      z.strictObject({
        tool: z.strictObject({
          driver: z.strictObject({ name: z.string(), semanticVersion: z.string().regex(/^\d+\.\d+\.\d+$/), rules: z.array(rule) }),
        }),
        automationDetails: z.strictObject({ id: z.string() }),
        columnKind: z.enum(['utf16CodeUnits', 'unicodeCodePoints']),
        results: z.array(result),
      }),
    ),
  });
  const page = '# P\u00E4ge\n\n```bash\ndocker volume prune -f\nrm -rf /var/lib/mysql\nif true; then\n```\n\n[a](b.md)\n\n```bash\n';
  const found = checkDocument(documentOf([{ name: 'p\u00E4ge 1.md', text: page }]), {
    rules: chooseRules(rules, {}, { all: true, audit: true }),
  });
  expect(found.length).toBeGreaterThan(5);
  const written: unknown = JSON.parse(
    sarif({
      version: '1.2.3',
      textOf: () => undefined,
      reports: found.map(report => ({ report, uri: 'docs/p\u00E4ge 1.md', mark: 'abc' })),
    }),
  );
  expect(log.safeParse(written).error).toBeUndefined();
  const { runs } = log.parse(written);
  for (const { ruleId, ruleIndex } of runs[0]?.results ?? []) expect(runs[0]?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
});

test('names of files are paths of an address, whatever signs they hold', () => {
  const uris = ['docs/c#.md', 'what?.md', 'a:b.md', '100%.md', 'größe.md', '[x].md', 'a b\\c.md', 'half\uD83D.md'].map(uri => {
    const report = { rule: 'no-rm', severity: 'error' as const, message: 'unexpected rm', location: { ...location, file: uri } };
    const log = JSON.parse(sarif({ version: '1.2.3', textOf: () => undefined, reports: [{ report, uri, mark: 'a' }] })) as {
      runs: { results: { locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] }[];
    };
    return log.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri;
  });
  expect(uris).toEqual([
    'docs/c%23.md',
    'what%3F.md',
    'a%3Ab.md',
    '100%25.md',
    'gr%C3%B6%C3%9Fe.md',
    '%5Bx%5D.md',
    'a%20b%5Cc.md',
    'half%EF%BF%BD.md',
  ]);
});
