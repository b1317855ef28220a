import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { main } from './main.ts';

/** As it was built: threads begin with a file of it. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

let folder = '';
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-check-'));
});
test.afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

async function check(
  argv: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ status: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [Object.assign(new PassThrough(), { columns: 80 }), new PassThrough()];
  const status = await main(['check', ...argv], { stdout, stderr, cwd: folder, env, signal: new AbortController().signal }, [
    { name: 'check', load: async () => (await import('./check-command.ts')).command },
  ]);
  const read = (stream: PassThrough): string => String((stream.read() as Buffer | null) ?? '');
  return { status, stdout: read(stdout), stderr: read(stderr) };
}

const prune = '# Page\n\n```bash\ndocker volume prune -f\n```\n';
const clean = '# Page\n\n```bash\ndocker volume ls\n```\n';

test('shows each report with its line, then the totals, and ends with 1', async () => {
  write('runbooks/disk.md', prune);
  write('runbooks/web.md', clean);
  const { status, stdout, stderr } = await check();
  expect([status, stderr]).toEqual([1, '']);
  expect(stdout).toBe(
    [
      "runbooks/disk.md:4:1: error: unexpected `docker volume prune`, expected the volume's name: data of every stopped service is lost [volume-prune]",
      '  4 │ docker volume prune -f',
      '    │ ^^^^^^^^^^^^^^^^^^^^^^',
      '  Look with docker volume ls -f dangling=true, then remove by name: docker volume rm NAME.',
      '',
      '1 error in 1 of 2 documents',
      'drillbook explain volume-prune tells more',
      '',
    ].join('\n'),
  );
});

test('ends with 0 where nothing is found, with 4 where there is nothing, with 2 for a wrong call', async () => {
  expect(await check()).toMatchObject({ status: 4, stderr: expect.stringContaining('nothing to check') });
  write('runbooks/web.md', clean);
  expect(await check()).toEqual({ status: 0, stdout: 'nothing found in 1 document\n', stderr: '' });
  expect(await check(['--rule', 'volume-prun'])).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('expected "volume-prune"'),
  });
  expect(await check(['nowhere.md'])).toMatchObject({ status: 2 });
  expect(await check(['docs/**/*.md'])).toMatchObject({ status: 2 });
  expect(await check(['--profile', 'x'])).toMatchObject({ status: 2 });
});

test('looks into folders and patterns, without what git ignores unless it is named', async () => {
  write('docs/a/disk.md', prune);
  write('docs/old/disk.md', prune);
  write('.gitignore', 'docs/old\n');
  spawnSync('git', ['init', '-q'], { cwd: folder });
  const files = async (...argv: string[]): Promise<readonly string[]> =>
    (JSON.parse((await check([...argv, '--json'])).stdout) as { reports: { file: string }[] }).reports.map(({ file }) => file);
  expect(await files('docs')).toEqual(['docs/a/disk.md']);
  expect(await files('docs/**/*.md')).toEqual(['docs/a/disk.md']);
  expect(await files('docs/old/disk.md')).toEqual(['docs/old/disk.md']);
  expect(await files('docs/old')).toEqual(['docs/old/disk.md']);
  write('docs/a/.gitignore', 'kept\n');
  write('docs/a/kept/disk.md', prune);
  expect(await files('docs', 'docs/a/kept')).toEqual(['docs/a/disk.md', 'docs/a/kept/disk.md']);
});

test('holds to the configuration above a document', async () => {
  write('drillbook.yaml', 'check:\n  rules: { volume-prune: warning }\n  ignore: [archive/**]\n');
  write('disk.md', prune);
  write('archive/disk.md', prune);
  const { status, stdout } = await check(['.', '--json']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    documents: 1,
    reports: [{ rule: 'volume-prune', severity: 'warning', file: 'disk.md', line: 4 }],
  });
  write('drillbook.yaml', 'check:\n  rules: { volume-prone: off }\n');
  expect(await check(['.'])).toMatchObject({ status: 2, stderr: expect.stringContaining('expected "volume-prune"') });
});

test('a baseline keeps what is known quiet', async () => {
  write('disk.md', prune);
  expect(await check(['.', '--baseline', 'known.json'])).toMatchObject({ status: 2 });
  expect(await check(['.', '--baseline', 'known.json', '--update-baseline'])).toMatchObject({
    status: 0,
    stdout: 'nothing found in 1 document; 1 known from the baseline\n',
    stderr: 'drillbook: wrote known.json\n',
  });
  write('disk.md', `${prune}\n\`\`\`bash\nsudo docker volume prune -f\n\`\`\`\n`);
  expect(await check(['.', '--baseline', 'known.json'])).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/^disk\.md:8:6/),
  });
  write('disk.md', clean);
  expect((await check(['.', '--baseline', 'known.json'])).stdout).toContain('1 of the baseline is mended');
});

test('tells GitHub Actions at the lines, and code scanning in a file', async () => {
  write('disk.md', prune);
  write('summary.md', '');
  const { stdout } = await check(['disk.md', '--sarif', 'check.sarif'], {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: folder,
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  });
  expect(stdout).toContain('::error ');
  expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toContain('| error | disk.md:4 |');
  expect(JSON.parse(readFileSync(join(folder, 'check.sarif'), 'utf8'))).toMatchObject({
    version: '2.1.0',
    runs: [{ results: [{ ruleId: 'volume-prune', locations: [{ physicalLocation: { artifactLocation: { uri: 'disk.md' } } }] }] }],
  });
});

test('what is no text, too long or broken is told, and nothing hangs or ends', async () => {
  write('binary.md', new Uint8Array([35, 0, 1, 2, 255]));
  write('latin.md', Buffer.from(`# Stra\u00DFe\r\n\r\n\`\`\`bash\r\n\tdocker volume prune -f\r\n`, 'latin1'));
  write('long.md', `${'x'.repeat(1024 * 1024)}\n`);
  write('deep.md', `${'> '.repeat(5000)}deep\n`);
  write('empty.md', '');
  const { status, stdout } = await check(['.', '--json']);
  const { reports, refused } = JSON.parse(stdout) as { reports: { file: string; rule: string }[]; refused: { file: string }[] };
  expect(status).toBe(1);
  expect(refused.map(({ file }) => file)).toEqual(['binary.md', 'deep.md', 'long.md']);
  expect(reports.map(({ file, rule }) => `${file} ${rule}`)).toEqual(
    expect.arrayContaining(['latin.md volume-prune', 'latin.md unclosed-fence']),
  );
});

test('checks very many documents in threads, and tells of them in order', () => {
  const files = Array.from({ length: 2000 }, (_, index) => `docs/${String(index).padStart(4, '0')}.md`);
  for (const [index, file] of files.entries()) write(file, index % 500 === 0 ? prune : clean);
  write('docs/binary.md', new Uint8Array([0]));
  write('drillbook.yaml', 'check:\n  rules: { volume-prune: warning }\n');
  const { status, stdout } = spawnSync(process.execPath, [program, 'check', 'docs', '--json'], { cwd: folder, encoding: 'utf8' });
  expect(status).toBe(0);
  const { documents, reports, refused } = JSON.parse(stdout) as {
    documents: number;
    reports: { file: string; severity: string }[];
    refused: unknown;
  };
  expect([documents, refused]).toEqual([2000, [{ file: 'docs/binary.md', why: 'not text' }]]);
  expect(reports.map(({ file, severity }) => `${file} ${severity}`)).toEqual(
    ['0000', '0500', '1000', '1500'].map(name => `docs/${name}.md warning`),
  );
});

test('checks ten thousand documents, and broken ones among them', () => {
  test.setTimeout(240_000);
  const kinds: readonly (string | Uint8Array)[] = [
    clean,
    prune,
    new Uint8Array([35, 0, 255]),
    '```bash\ndocker volume prune -f',
    '\u00E2\u20AC\u201C\r\n',
  ];
  for (let index = 0; index < 10_000; index++) write(`docs/${index % 100}/${index}.md`, kinds[index % 1000] ?? clean);
  const { status, stdout, signal } = spawnSync(process.execPath, [program, 'check', 'docs', '--json'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 180_000,
  });
  expect([status, signal]).toEqual([1, null]);
  const { documents, reports, refused } = JSON.parse(stdout) as { documents: number; reports: { rule: string }[]; refused: unknown[] };
  expect([documents, refused.length]).toEqual([9990, 10]);
  expect(reports.filter(({ rule }) => rule === 'volume-prune')).toHaveLength(20);
});

test('looks names up in the stack', async () => {
  const stack = (name: string): string => fileURLToPath(new URL(`../../fixtures/stacks/${name}.yaml`, import.meta.url));
  const named = async (name: string, lines: readonly string[]): Promise<readonly string[]> => {
    write('page.md', ['# Page', '', '```bash', ...lines, '```', ''].join('\n'));
    const { stdout } = await check(['page.md', '--stack', stack(name), '--rule', 'unknown-service', '--json']);
    return (JSON.parse(stdout) as { reports: { line: number; message: string }[] }).reports.map(
      ({ line, message }) => `${lines[line - 4]} → ${message.split(',')[0]}`,
    );
  };
  expect(
    await named('chatbot', [
      'sudo systemctl restart php8.2-fpm chatbot-worker',
      'sudo systemctl restart php8.1-fpm',
      'systemctl status postgresql cron docker certbot.timer',
      'systemctl daemon-reload',
      'journalctl -u chatbot-wroker.service -n 20',
      'service apache2 reload',
      "ssh web-2 'systemctl restart tomcat'",
      'curl -sf http://localhost/nginx-status http://127.0.0.1:9000/',
      'curl -sf http://localhost:9001/',
      'php scripts/worker.php --status',
      'php scripts/no-such-script.php',
      'bash elsewhere/no-such-folder.sh',
      'docker logs nginx',
    ]),
  ).toEqual([
    'sudo systemctl restart php8.1-fpm → unexpected unit `php8.1-fpm`',
    'journalctl -u chatbot-wroker.service -n 20 → unexpected unit `chatbot-wroker`',
    'service apache2 reload → unexpected unit `apache2`',
    'curl -sf http://localhost:9001/ → unexpected port `9001`',
    'php scripts/no-such-script.php → unexpected script `scripts/no-such-script.php`',
  ]);
  expect(
    await named('ai-chat', [
      'docker compose restart backend',
      'docker compose exec -T databse pg_isready',
      'docker logs --tail 20 ai-chat-backend-1',
      'docker logs ai-chat_redis_1',
      'docker logs backnd',
      'docker restart 3f4e5d6c7b8a',
      'systemctl restart docker',
    ]),
  ).toEqual([
    'docker compose exec -T databse pg_isready → unexpected service `databse`',
    'docker logs backnd → unexpected container `backnd`',
  ]);
  const { status, stderr } = await check(['page.md', '--stack', 'none.yaml']);
  expect([status, stderr.includes('none.yaml')]).toEqual([2, true]);
});

test('with `--stack auto` a document is looked up in the stacks of the scenarios that follow it, and only what all of them lack is told', async () => {
  const stack = (...services: readonly string[]): string =>
    `services:\n${services.map(name => `  ${name}: { image: "nginx:1", ports: ["8080"] }\n`).join('')}`;
  write('stacks/small.yaml', stack('web'));
  write('stacks/large.yaml', stack('web', 'mail'));
  write('scenarios/one.yaml', 'runbook: ../pages/followed.md\nstack: [../stacks/small.yaml]\n');
  write('scenarios/two.yaml', 'runbook: ../pages/followed.md\nfollow: [other.md#page]\nstack: [../stacks/large.yaml]\n');
  const page = '# Page\n\n```bash\ndocker compose restart mail wbe\n```\n';
  for (const name of ['followed', 'other', 'nobodys']) write(`pages/${name}.md`, page);
  const { stdout } = await check(['pages', '--stack', 'auto', '--rule', 'unknown-service', '--json']);
  const { reports } = JSON.parse(stdout) as { reports: { file: string; message: string }[] };
  expect(reports.map(({ file, message }) => `${file}: ${message.split(',')[0]}`)).toEqual([
    'pages/followed.md: unexpected service `wbe`',
    'pages/other.md: unexpected service `wbe`',
  ]);
  const { status, stderr } = await check(['pages/nobodys.md', '--stack', 'auto', '--rule', 'unknown-service']);
  expect([status, stderr]).toEqual([0, 'drillbook: --stack auto: no scenario with a stack follows any of these documents\n']);
});

test('lists the rules', async () => {
  const { status, stdout } = await check(['--list']);
  expect(status).toBe(0);
  expect(stdout).toContain('volume-prune');
  expect(stdout).toContain('Pruning volumes deletes the data');
});
