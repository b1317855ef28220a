import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cleanLine, cleanText } from '../../reports/clean-text.ts';
import { runForeign } from './foreign-program.ts';
import type { Terminal } from './terminal.ts';

export interface Editing {
  readonly terminal: Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Where the text lies meanwhile. */
  readonly folder: string;
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Lets a person change a block, in their own editor or else line by line; undefined when they changed nothing, or thought better of it. */
export async function editStep(script: string, language: 'shell' | 'sql', editing: Editing): Promise<string | undefined> {
  const { env, say } = editing;
  const editor = [env['VISUAL'], env['EDITOR']].find(one => one !== undefined && one.trim() !== '');
  const before = script.replace(/\n+$/, '');
  const after = editor === undefined ? await byLine(before, editing) : await inEditor(before, language, editor, editing);
  const text = after?.replaceAll('\r\n', '\n').replace(/\n+$/, '');
  if (text !== undefined && text.trim() !== '' && text !== before) return text;
  say(
    text === undefined
      ? ' The edit was left.\n'
      : text.trim() === ''
        ? ' Nothing is left of it: s skips a step.\n'
        : ' Nothing was changed.\n',
  );
  return undefined;
}

async function inEditor(
  script: string,
  language: 'shell' | 'sql',
  editor: string,
  { terminal, cwd, folder, say, signal }: Editing,
): Promise<string | undefined> {
  const file = join(folder, `edit-${randomBytes(4).toString('hex')}.${language === 'sql' ? 'sql' : 'sh'}`);
  writeFileSync(file, `${script}\n`, { mode: 0o600, flag: 'wx' });
  try {
    const well = await terminal.lend(async () => await runForeign({ command: editor, args: [file], cwd, signal }));
    if (well) return readFileSync(file, 'utf8');
    say(` unexpected end of the editor \`${cleanLine(editor)}\`, expected status 0\n`);
    return undefined;
  } finally {
    rmSync(file, { force: true });
  }
}

async function byLine(script: string, { terminal, say }: Editing): Promise<string | undefined> {
  if (cleanText(script) !== script) {
    // Characters that act on a terminal would do so here.
    say(' The block holds characters that cannot be shown: set EDITOR to edit it.\n');
    return undefined;
  }
  say(' Change each line, enter keeps it, an empty one is taken out; then add lines, an empty one ends. ($EDITOR is not set.)\n');
  const lines: string[] = [];
  const old = script.split('\n');
  for (const [index, line] of old.entries()) {
    const typed = await terminal.ask({ prompt: () => `${index + 1}/${old.length} | `, prefill: line });
    if (typed === undefined) return undefined;
    if (typed !== '' || line === '') lines.push(typed);
  }
  for (;;) {
    const typed = await terminal.ask({ prompt: () => ' + | ' });
    if (typed === undefined) return undefined;
    if (typed === '') return lines.join('\n');
    lines.push(typed);
  }
}
