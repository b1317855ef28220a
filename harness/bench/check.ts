import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { remark } from 'remark';
import { checkFiles } from '../cli/check/check-files.ts';
import { rules } from '../checking/rules/index.ts';
import type { Measure } from './measure.ts';
import { repeat } from './measure.ts';
import { timed } from './program.ts';

const documents = 1000;
const bytes = 5000;

/** What a program takes that does nothing but parse the Markdown of a folder. */
const parsesAlone = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { remark } from 'remark';
  const parser = remark().freeze();
  const folder = process.argv[1];
  for (const file of readdirSync(folder)) parser.parse(readFileSync(folder + '/' + file, 'utf8'));
`;

/**
 * How long documents take to check: one, very many, and compared with what reading their Markdown takes. As a user waits for it, from the
 * program's start to its end and with all the threads that it has; and within one thread that is warm, which tells what the work is.
 */
export async function check(): Promise<readonly Measure[]> {
  const root = mkdtempSync(join(tmpdir(), 'drillbook-bench-'));
  try {
    const texts = write(root);
    writeFileSync(
      join(root, 'one.md'),
      '# One\n\n## Restart\n\n```bash\nsudo systemctl restart worker\n```\n\n```bash\ncurl -sf localhost\n```\n',
    );
    const some = texts.slice(0, 200);
    const files = some.map((_, index) => join(root, 'docs', `${index}.md`));
    const checked = async (): Promise<void> =>
      void (await checkFiles({ files, cwd: root, rules, asked: {}, settingsOf: () => undefined, signal: new AbortController().signal }));
    // Code that has run before is faster: both have.
    for (const text of some) remark().parse(text);
    await checked();
    const ratios = await repeat(5, async () => {
      const parse = await seconds(async () => await Promise.resolve(some.forEach(text => void remark().parse(text))));
      return (await seconds(checked)) / parse;
    });
    const many = join(root, 'docs');
    const both = await repeat(7, async () => {
      const alone = await seconds(async () => await execa(process.execPath, ['--input-type=module', '-e', parsesAlone, many]));
      const { seconds: whole } = await timed(['check', many], [0, 1]);
      return { whole, ratio: whole / alone };
    });
    return [
      {
        what: 'check: one document',
        values: await repeat(9, async () => (await timed(['check', join(root, 'one.md')], [0, 1])).seconds),
        unit: 's',
        limit: 0.35,
      },
      {
        what: `check: ${documents} documents of ${bytes / 1000} KB`,
        values: both.map(({ whole }) => whole),
        unit: 's',
        limit: 10,
      },
      { what: 'check: compared with a program that parses them alone', values: both.map(({ ratio }) => ratio), unit: '×', limit: 1.5 },
      { what: 'check: the same within one warm thread', values: ratios, unit: '×' },
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function seconds(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return (performance.now() - began) / 1000;
}

/** Documents as the example runbooks are, each another one. */
function write(root: string): readonly string[] {
  const folder = 'runbooks';
  const runbooks = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.md'))
    .sort()
    .map(file => readFileSync(join(folder, file), 'utf8').replace(/^---\n[^]*?\n---\n/, ''));
  mkdirSync(join(root, 'docs'));
  return Array.from({ length: documents }, (_, index) => {
    let text = '';
    for (let at = index; text.length < bytes; at++) text += `${runbooks[at % runbooks.length] ?? ''}\n`;
    writeFileSync(join(root, 'docs', `${index}.md`), text);
    return text;
  });
}
