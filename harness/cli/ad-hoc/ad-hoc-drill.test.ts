import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { writeInto, writeWebStack } from '../../engines/testing/web-project.ts';
import { main } from '../main.ts';
import { adHocDrill } from './ad-hoc-drill.ts';
import { isAdHoc } from './options.ts';

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-ad-hoc-'));
  writeWebStack(folder);
  writeInto(folder, 'web-down.md', '# Web is down\n\n## Resolution\n\n```bash\nsudo systemctl start web\n```\n');
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const whole = ['--stack', 'compose.yaml', '--fault', 'service.stop:web', '--healthy', 'http://localhost:3000/page'];

async function drill(...argv: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const status = await main(['drill', ...argv], { stdout, stderr, cwd: folder, env: {}, signal: new AbortController().signal }, [
    { name: 'drill', load: async () => (await import('../drill-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

const wrong: readonly (readonly [string, readonly string[], string])[] = [
  ['no runbook', whole, 'expected a Markdown file'],
  ['a scenario in its place', ['a.yaml', ...whole], 'expected a Markdown file'],
  ['two runbooks', ['web-down.md', 'other.md', ...whole], 'expected one runbook'],
  ['a mistyped runbook', ['web-dwon.md', ...whole], 'expected "web-down.md"'],
  ['a mistyped stack', ['web-down.md', ...whole, '--stack', 'compos.yaml'], 'Compose files below this folder: compose.yaml'],
  ['a mistyped fault', ['web-down.md', ...whole, '--fault', 'service.stp:web'], 'expected "service.stop"'],
  ['a mistyped service', ['web-down.md', ...whole, '--fault', 'process.kill:wbe'], 'did you mean "web"?'],
  ['a probe of nothing', ['web-down.md', ...whole, '--healthy', 'ok'], 'in --healthy, expected an address'],
  [
    "a probe's mistyped service",
    ['web-down.md', ...whole, '--healthy', "sql wbe 'select 1'"],
    '--healthy: error: unexpected service "wbe"',
  ],
  ['a mistyped procedure', ['web-down.md', ...whole, '--follow', 'resolutio'], '--follow: error: unexpected procedure or step "resolutio"'],
  ['a duration without unit', ['web-down.md', ...whole, '--recovery', '30'], 'unexpected --recovery 30'],
  ['a variable without a value', ['web-down.md', ...whole, '--variable', '<HOST>'], 'unexpected --variable <HOST>'],
  ['a place that is no YAML', ['web-down.md', ...whole, '--save', 'web-down.md'], 'expected a file that ends with .yaml'],
  ['a place that is taken', ['web-down.md', ...whole, '--save', 'compose.yaml'], 'expected a file that is not there yet'],
];

for (const [what, argv, message] of wrong)
  test(`drills nothing and leaves nothing for ${what}, and says what is expected`, async () => {
    const before = readFileSync(join(folder, 'compose.yaml'), 'utf8');
    const { status, stdout, stderr } = await drill(...argv);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(existsSync(join(folder, '.drillbook'))).toBe(false);
    expect(readFileSync(join(folder, 'compose.yaml'), 'utf8')).toBe(before);
  });

test('names the option to add for each thing that a runbook leaves open', async () => {
  writeInto(
    folder,
    'many.md',
    '# Web is down\n\n## Restart it\n\n```bash\nsystemctl restart <UNIT>\n```\n\n## Replace it\n\n```bash\nsystemctl start web\n```\n\nIf the disk is full:\n\n```bash\nrm -rf /tmp/x\n```\n',
  );
  const several = await drill('many.md', ...whole);
  expect(several.stderr).toContain('expected --follow to name those to carry out');
  expect(several.stderr).toContain('Add for instance --follow restart-it');
  const placeholder = await drill('many.md', ...whole, '--follow', 'restart-it');
  expect(placeholder.stderr).toContain("Add --variable '<UNIT>=…'");
  const branch = await drill('many.md', ...whole, '--follow', 'replace-it');
  expect(branch.stderr).toContain('or --take none');
  expect([several.status, placeholder.status, branch.status]).toEqual([2, 2, 2]);
});

test('lists the options that fit with what each is found by, and drills nothing without them', async () => {
  const { status, stderr } = await drill('web-down.md', '--stack', 'compose.yaml');
  expect(status).toBe(2);
  expect(stderr).toContain('unexpected absence of --fault and --healthy');
  expect(stderr).toMatch(/--fault service\.stop:web {2}# the title says "down" \(\S*web-down\.md:1:1\)/);
  expect(stderr).toMatch(/--healthy 'GET http:\/\/localhost:3000\/ 200' {2}# the health check of web, \S*compose\.yaml:2:3; weak: /);
});

test('writes hostile words into the scenario as words, and forges no line of ours', async () => {
  const name = 'a\n::error:: b #c: {}.md';
  writeFileSync(join(folder, name), '# "x": y\u202e [z] # \u0007 &a *b\n\n## Fix\n\n```bash\nsystemctl start web # <A: "b">\n```\n');
  const nothing = await drill(name);
  expect(nothing.stderr).not.toMatch(/^::/m);
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io = { stdout, stderr, cwd: folder, env: {}, signal: new AbortController().signal };
  const drilled = await adHocDrill(
    [name],
    {
      stack: ['compose.yaml'],
      fault: ['service.stop:web'],
      healthy: ['GET http://localhost:3000/ 200 # x: "y\'z'],
      variable: ['<A: b>=it\'s: {"#\n'],
      save: 'deep/er/x.yaml',
    },
    io,
  );
  expect(drilled?.plan.scenario).toMatchObject({
    variables: [{ text: '<A: b>', value: 'it\'s: {"#\n' }],
    steadyState: [{ expect: { status: 200, text: '# x: "y\'z' } }],
  });
  expect(existsSync(join(folder, 'deep'))).toBe(false);
  drilled?.write();
  expect(existsSync(join(folder, 'deep/er/x.yaml'))).toBe(true);
  expect(() => drilled?.write()).toThrow('EEXIST');
});

test("keeps a secret's value out of the scenario", async () => {
  process.env['AD_HOC_TOKEN'] = 'very secret';
  writeInto(folder, 'token.md', '# Web\n\n## Fix\n\n```bash\necho <TOKEN> && systemctl start web\n```\n');
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const drilled = await adHocDrill(
    ['token.md'],
    {
      stack: ['compose.yaml'],
      fault: ['service.stop:web'],
      healthy: ['http://localhost:3000/x'],
      variable: ['<TOKEN>=env:AD_HOC_TOKEN'],
      save: 'x.yaml',
    },
    { stdout, stderr, cwd: folder, env: {}, signal: new AbortController().signal },
  );
  delete process.env['AD_HOC_TOKEN'];
  drilled?.write();
  expect(drilled?.plan.secrets).toEqual(['very secret']);
  expect(readFileSync(join(folder, 'x.yaml'), 'utf8')).not.toContain('very secret');
});

test('takes a call for an ad-hoc one by its runbook or by its options, and no other', () => {
  expect(isAdHoc(['x.md'], {})).toBe(true);
  expect(isAdHoc([], { fault: [] })).toBe(true);
  expect(isAdHoc(['scenarios', '@tag', 'x.yaml'], {})).toBe(false);
});
