import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { execa } from 'execa';
import { webScenario, writeInto, writeWebStack } from '../engines/testing/web-project.ts';
import type { Report } from '../reports/report-schema.ts';

test.describe.configure({ timeout: 120_000 });

/** The program as users have it; `npm test` builds it first. */
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A fault, a probe and a stand-in that work, and one of each that does not; needs no package. */
const plugin = `import { sign } from './sign.mjs';

const closed = (kind, proof) => ({
  kind,
  about: 'The server is told to refuse.',
  settings: z => z.strictObject({ service: z.string() }),
  needs: ['files', 'process'],
  persistence: 'damage',
  summarize: ({ service }) => service + ' is closed',
  target: ({ service }) => service,
  inject: ({ service }, { stack }) => stack.services.get(service).can.files.write(sign, ''),
  proveEffect: proof,
  undo: ({ service }, { stack }) => stack.services.get(service).can.files.remove(sign),
});
const word = {
  kind: 'word',
  settings: z => z.strictObject({ port: z.int(), throws: z.boolean().default(false) }),
  async ask({ port, throws }, { stack, timeoutMs, signal }) {
    if (throws) throw new Error('no idea');
    try {
      const stream = await stack.dial('localhost', port, { timeoutMs, signal });
      stream.write('GET / HTTP/1.0\\r\\n\\r\\n');
      let text = '';
      for await (const chunk of stream) text += chunk;
      return { answered: true, text };
    } catch (error) {
      return { answered: false, text: '', error: error.message };
    }
  },
};
const webctl = {
  kind: 'webctl',
  follows: 'webctl 1.0',
  async run({ argv, write }, stack, unsupported) {
    if (argv.join(' ') !== 'open') return unsupported('webctl ' + argv.join(' '));
    await stack.services.get('web').can.files.remove(sign);
    await write('stdout', 'open\\n');
    return 0;
  },
};
export default [
  closed('web.closed', async ({ service }, { stack }) => {
    const held = await stack.services.get(service).can.files.exists(sign);
    return { held, proof: held ? sign + ' is there' : sign + ' is not there' };
  }),
  closed('web.believed', async () => ({ held: true, proof: 'I say so' })),
  closed('web.claimed', async (settings, context, injected) => true),
  word,
  webctl,
];
`;

let folder: string;
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'drillbook-plugins-'));
  writeWebStack(folder);
  writeInto(
    folder,
    'server.js',
    "const { existsSync } = require('node:fs');\nrequire('node:http').createServer((request, answer) => { answer.statusCode = existsSync('/tmp/closed') ? 503 : 200; answer.end('ok'); }).listen(3000);\n",
  );
  writeInto(folder, 'drillbook.yaml', 'plugins: [drills/web.mjs]\n');
  writeInto(folder, 'drills/web.mjs', plugin);
  writeInto(folder, 'drills/sign.mjs', "export const sign = '/tmp/closed';\n");
  for (const command of ['open', 'close'])
    writeInto(folder, `${command}.md`, `# Web is closed\n\n## Resolution\n\n\`\`\`bash\nwebctl ${command}\n\`\`\`\n`);
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

function scenario(name: string, { fault = 'web.closed', runbook = 'open', more = '' } = {}): void {
  const text = webScenario(name, `../${runbook}.md`)
    .replace('http: { url: "http://localhost:3000/" }', `word: { port: 3000${more} }`)
    .replace('{ status: 200 }', '{ text: 200 OK }')
    .replace('process.kill', fault);
  writeInto(folder, `scenarios/${name}.yaml`, text);
}

const run = async (...argv: string[]) =>
  await execa(process.execPath, [program, ...argv], { cwd: folder, reject: false, stdin: 'ignore', env: { CI: '', NO_COLOR: '1' } });

test('a fault, a probe and a stand-in of a team drill as those of drillbook, and those that do not keep their promises prove nothing', async () => {
  scenario('good');
  scenario('believed', { fault: 'web.believed' });
  scenario('claimed', { fault: 'web.claimed' });
  scenario('unknown', { runbook: 'close' });
  scenario('throws', { more: ', throws: true' });
  const { stdout, stderr, exitCode } = await run('drill', '--engine', 'processes', '--json');
  expect(stderr.split('\n').filter(line => line.includes('plugins'))).toEqual([
    'drillbook: plugins run with your rights, outside of the sandbox: ./drills/web.mjs',
  ]);
  const { scenarios } = JSON.parse(stdout) as Report;
  expect(Object.fromEntries(scenarios.map(({ title, outcome, reason }) => [title, `${outcome}: ${reason}`])), stderr).toEqual({
    good: 'verified: clean',
    believed: 'inconclusive: harness-error',
    claimed: 'inconclusive: harness-error',
    unknown: 'inconclusive: unsupported',
    throws: 'inconclusive: harness-error',
  });
  expect(exitCode).toBe(3);
  const good = scenarios.find(({ title }) => title === 'good');
  expect(good?.trials[0]?.standIns).toContain('webctl');
  expect(good?.trials[0]?.faults[0]).toMatchObject({ kind: 'web.closed', proof: '/tmp/closed is there' });
  expect(Object.keys(good?.digests ?? {})).toEqual(expect.arrayContaining(['drills/web.mjs', 'drills/sign.mjs']));
});

test('a plugin that is another one when it is drilled than when it was planned is refused', async () => {
  scenario('good');
  // As the processes that drill see it.
  writeInto(
    folder,
    'drills/sign.mjs',
    "import { appendFileSync } from 'node:fs';\nif (process.env.DRILLBOOK_REQUEST !== undefined) appendFileSync(new URL(import.meta.url), '//\\n');\nexport const sign = '/tmp/closed';\n",
  );
  const { stdout, stderr, exitCode } = await run('drill', '--engine', 'processes', '--json');
  expect(stderr).toContain('unexpected change of scenarios/good.yaml or a file that it names');
  expect((JSON.parse(stdout) as Report).scenarios).toMatchObject([{ outcome: 'inconclusive', reason: 'harness-error' }]);
  expect(exitCode).toBe(3);
});

test('a plugin that ends the program is no success, in whichever process', async () => {
  scenario('good');
  writeInto(
    folder,
    'drills/sign.mjs',
    "if (process.env.DRILLBOOK_REQUEST !== undefined) process.exit(0);\nexport const sign = '/tmp/closed';\n",
  );
  const late = await run('drill', '--engine', 'processes', '--json');
  expect((JSON.parse(late.stdout) as Report).scenarios).toMatchObject([{ outcome: 'inconclusive' }]);
  expect(late.exitCode).toBe(3);
  writeInto(folder, 'drills/sign.mjs', "process.exit(0);\nexport const sign = '/tmp/closed';\n");
  const early = await run('drill', '--engine', 'processes', '--json');
  expect(early.stderr).toContain('drillbook: something ended the program before it was done');
  expect(early.exitCode).toBe(3);
});

test('where a plugin fails, the problem tells its line, and nothing of it makes a line of its own', async () => {
  scenario('good');
  writeInto(folder, 'drills/web.mjs', "\nthrow new Error('no luck\\n::error::gone\\u001b[2J');\n");
  const { stdout, stderr, exitCode } = await run('plan');
  expect(stderr).toContain(
    'drillbook.yaml:1:11: error: unexpected failure of the plugin "drills/web.mjs": no luck (drills/web.mjs:2) [plugin]\n',
  );
  expect(`${stdout}${stderr}`).not.toMatch(/^::/m);
  expect(`${stdout}${stderr}`).not.toContain('\u001b');
  expect(exitCode).toBe(2);
});
