import { cleanText } from '../../reports/clean-text.ts';
import { runForeign } from './foreign-program.ts';
import type { Terminal } from './terminal.ts';

/** Without a pager, what is longer is in the evidence. */
const mostLines = 400;

/** Shows a long text: in the person's own pager, else as it is. */
export async function lookAt(
  text: string,
  {
    terminal,
    env,
    cwd,
    say,
    signal,
  }: {
    readonly terminal: Terminal;
    readonly env: Readonly<Record<string, string | undefined>>;
    readonly cwd: string;
    readonly say: (text: string) => void;
    readonly signal: AbortSignal;
  },
): Promise<void> {
  const clean = cleanText(text);
  const pager = env['PAGER'];
  if (pager !== undefined && pager.trim() !== '') {
    await terminal.lend(async () => await runForeign({ command: pager, input: clean, cwd, signal }));
    return;
  }
  const lines = clean.replace(/\n+$/, '').split('\n');
  say(
    lines
      .slice(0, mostLines)
      .map(line => `   ${line}\n`)
      .join(''),
  );
  if (lines.length > mostLines) say(`   … ${lines.length - mostLines} more lines: set PAGER to see them all\n`);
}
