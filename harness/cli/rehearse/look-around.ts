import type { Kept } from '../../drill/gate.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { Terminal } from './terminal.ts';

/** A stack that was kept: a shell on the bastion and the probes, until `end`, Ctrl-C or Ctrl-D. */
export async function lookAround(
  kept: Kept,
  {
    terminal,
    say,
    hide,
    endLine,
  }: {
    readonly terminal: Terminal;
    readonly say: (text: string) => void;
    readonly hide: (text: string) => string;
    readonly endLine: () => void;
  },
): Promise<void> {
  say('\n The stack is kept. Type commands for the bastion; `probes` asks the probes, `end` takes the stack away.\n');
  for (;;) {
    terminal.onCtrlC = undefined;
    const line = await terminal.ask({ prompt: () => 'kept, bastion $ ', onCtrlC: typed => (typed === '' ? 'end' : 'ask-again') });
    const typed = line?.trim();
    if (typed === undefined || typed === 'end' || typed === 'exit') return;
    if (typed === '') continue;
    if (typed === 'probes') {
      for (const { name, held, message } of await kept.probes())
        say(` ${held ? '✓' : '✗'} ${cleanLine(hide(name))}${message === '' ? '' : `: ${cleanLine(hide(message))}`}\n`);
      continue;
    }
    const stop = new AbortController();
    terminal.onCtrlC = () => stop.abort();
    const status = await kept.line(typed, stop.signal).catch((thrown: unknown) => {
      say(` ${cleanLine(hide(messageOf(thrown)))}\n`);
      return 0;
    });
    endLine();
    if (status !== 0) say(` status ${status}\n`);
  }
}
