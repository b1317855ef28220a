import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { EvidenceFolder } from '../evidence/folder.ts';
import { addPersonStatement } from '../evidence/person-statement.ts';
import type { TrustedKey } from '../evidence/trust.ts';
import { explain } from './explain.ts';
import { Bench, sealed, trustIn } from './testing/sealed-run.ts';

let bench: Bench;
let evidence: EvidenceFolder;
let trust: readonly TrustedKey[];

test.beforeAll(() => {
  bench = new Bench();
  const [ci, ada] = [bench.key('ci'), bench.key('ada')];
  trust = [trustIn("the platform's CI", ci), trustIn('ada', ada)];
  evidence = sealed(bench.run('run'), ci);
  for (const decision of ['noted', 'accepted'] as const)
    addPersonStatement(
      evidence.path,
      evidence.header.run,
      { role: 'approver', decision, name: 'Ada', at: '2026-11-21T09:00:00.000Z' },
      ada,
    );
});
test.afterAll(() => bench.close());

/** What the script prints, run by bash with the machine's own sha256sum, jq and openssl. */
function check(folder: string, keys = trust): string {
  const script = join(bench.root, 'check.sh');
  writeFileSync(script, explain(folder, keys));
  const { stdout, status } = spawnSync('bash', [script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  // Who calls it in a script of theirs goes by its status.
  expect(status, stdout).toBe(wrong(stdout).length > 0 ? 1 : 0);
  return stdout;
}

function wrong(text: string): readonly string[] {
  return text.split('\n').filter(line => line.startsWith('wrong'));
}

test('independent tools find nothing wrong with a run as a drill left it, and who signed it', () => {
  const text = check(evidence.path);
  expect(wrong(text)).toEqual([]);
  for (const line of [
    "run.intoto.jsonl:1 is signed by the platform's CI",
    "run.intoto.jsonl:2 is signed by the platform's CI",
    'people.intoto.jsonl:1 is signed by ada',
    'people.intoto.jsonl:2 is signed by ada',
    '["2026-11-21T09:00:00.000Z","Ada","approver","accepted"]',
  ])
    expect(text).toContain(`${line}\n`);
});

for (const [what, harm, found] of [
  [
    'a changed line',
    folder => edit(folder, 'journals/scenarios/worker/as-written.ndjson', text => text.replace('kill worker', 'kill warker')),
    /^wrong: journals\/scenarios\/worker\/as-written\.ndjson:\d+ was changed$/,
  ],
  [
    'a dropped line',
    folder => edit(folder, 'journals/scenarios/worker/as-written.ndjson', text => text.split('\n').toSpliced(3, 1).join('\n')),
    /^wrong: journals\/scenarios\/worker\/as-written\.ndjson:4 does not follow/,
  ],
  [
    'a cut tail',
    folder => edit(folder, 'journals/scenarios/worker/as-written.ndjson', text => text.split('\n').toSpliced(-3, 2).join('\n')),
    /as-written\.ndjson does not end as stated$/,
  ],
  ['a file that is gone', folder => rmSync(join(folder, 'team.json')), /^wrong: missing or added files$/],
  [
    'a file more',
    folder => {
      mkdirSync(join(folder, 'more'));
      copyFileSync(join(folder, 'run.json'), join(folder, 'more/run.json'));
    },
    /^wrong: missing or added files$/,
  ],
  [
    'another verdict in the report',
    folder => edit(folder, 'report.json', text => text.replaceAll('"verified"', '"refuted"')),
    /^wrong: verdicts$/,
  ],
  [
    'another verdict in the statement',
    folder =>
      edit(folder, 'run.intoto.jsonl', text =>
        text.replaceAll(/"payload":"([^"]*)"/g, (_, payload: string) => {
          const statement = Buffer.from(payload, 'base64').toString().replaceAll('"verified"', '"refuted"').replaceAll('PASSED', 'FAILED');
          return `"payload":"${Buffer.from(statement).toString('base64')}"`;
        }),
      ),
    /^wrong: run\.intoto\.jsonl:2 is signed by none of these keys$/,
  ],
  [
    'a statement of a person that was taken out',
    folder => edit(folder, 'people.intoto.jsonl', text => text.split('\n').slice(1).join('\n')),
    /^wrong: line 1 does not follow from the line before$/,
  ],
] as const satisfies readonly (readonly [string, (folder: string) => void, RegExp])[]) {
  test(`independent tools find ${what}`, () => {
    const folder = bench.copy(evidence);
    harm(folder);
    expect(wrong(check(folder))).toContainEqual(expect.stringMatching(found));
  });
}

test('independent tools take a key only for the days on which it held, and a last line without an end for a line', () => {
  const [ci, ...others] = trust;
  expect(wrong(check(evidence.path, [{ ...ci!, until: '2026-01-01' }, ...others]))).toContainEqual(
    expect.stringMatching(/^wrong: run\.intoto\.jsonl:1 is of \S+, when the key of the platform's CI did not hold$/),
  );
  const folder = bench.copy(evidence);
  edit(folder, 'run.intoto.jsonl', text => text.trimEnd().replace(/"sig":"[^"]*"(?=[^"]*$)/, '"sig":"AAAA"'));
  expect(wrong(check(folder))).toContain('wrong: run.intoto.jsonl:2 is signed by none of these keys');
});

test('what a person wrote moves no cursor', () => {
  const folder = bench.copy(evidence);
  edit(folder, 'people.intoto.jsonl', text =>
    text.replaceAll(/"payload":"([^"]*)"/g, (_, payload: string) => {
      const statement = Buffer.from(payload, 'base64')
        .toString()
        .replace('"Ada"', String.raw`"\u001b[2JEve\nrun is ok"`);
      return `"payload":"${Buffer.from(statement).toString('base64')}"`;
    }),
  );
  const text = check(folder);
  expect(text).not.toContain('\u001B');
  expect(text).not.toMatch(/^run is ok/m);
});

test('independent tools trust no key but the given ones', () => {
  expect(wrong(check(evidence.path, trust.slice(1)))).toEqual([
    'wrong: run.intoto.jsonl:1 is signed by none of these keys',
    'wrong: run.intoto.jsonl:2 is signed by none of these keys',
  ]);
});

function edit(folder: string, file: string, change: (text: string) => string): void {
  const text = readFileSync(join(folder, file), 'utf8');
  const changed = change(text);
  expect(changed).not.toBe(text);
  writeFileSync(join(folder, file), changed);
}
