import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { outputMismatch } from '../drill/expected-output.ts';

test.describe.configure({ timeout: 300_000 });

const page = fileURLToPath(new URL('../../docs/tutorial.md', import.meta.url));
const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

interface Fence {
  readonly line: number;
  readonly lang: string;
  readonly info: string;
  readonly text: string;
}

test('the tutorial does what it says, command by command, in an empty folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-tutorial-'));
  const tools = mkdtempSync(join(tmpdir(), 'drillbook-npx-'));
  // What `npx drillbook` would find.
  writeFileSync(join(tools, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${program}" "$@"\n`);
  chmodSync(join(tools, 'npx'), 0o755);
  let printed = '';
  try {
    for (const { line, lang, info, text } of fencesOf(readFileSync(page, 'utf8'))) {
      const place = `docs/tutorial.md:${line}`;
      const file = /title="([^"]+)"/.exec(info)?.[1];
      if (file !== undefined) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      } else if (lang === 'bash') {
        const ended = await run(text, folder, tools);
        printed = ended.stdout;
        expect(ended.status, `${place}: ${text}\n${ended.stdout}\n${ended.stderr}`).toBe(Number(/status=(\d+)/.exec(info)?.[1] ?? '0'));
      } else if (lang === 'output') {
        expect(outputMismatch(text.trimEnd().split('\n'), printed), `${place}:\n${printed}`).toBeUndefined();
      } else throw new Error(`${place}: unexpected fence "${lang} ${info}", expected a file with a title, bash or output`);
    }
  } finally {
    for (const one of [folder, tools]) rmSync(one, { recursive: true, force: true });
  }
});

/** Fences at the top of the page; one of more backticks holds others. */
function fencesOf(markdown: string): readonly Fence[] {
  return [...markdown.matchAll(/^(`{3,})(\w*) ?(.*)\n([^]*?)^\1$/gm)].map(({ 2: lang = '', 3: info = '', 4: text = '', index }) => ({
    line: markdown.slice(0, index).split('\n').length,
    lang,
    info,
    text,
  }));
}

async function run(
  command: string,
  cwd: string,
  tools: string,
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  const { CI: _, GITHUB_ACTIONS: __, ...env } = process.env;
  const child = spawn('bash', ['-c', command], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, PATH: `${tools}${delimiter}${process.env['PATH'] ?? ''}`, NO_COLOR: '1' },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return await new Promise(resolve => child.once('close', status => resolve({ status, stdout, stderr })));
}
