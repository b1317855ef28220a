import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { TerminalInput } from '../command.ts';

/** One line that a person is asked for. */
export interface Question {
  /** Asked again each second where `ticks`, for it may hold a clock. One line, without line breaks. */
  prompt(): string;
  readonly ticks?: boolean;
  /** What stands there already. */
  readonly prefill?: string;
  /** Takes the question back. */
  readonly signal?: AbortSignal;
  /** Instead of ending everything. */
  readonly onCtrlC?: (typed: string) => 'ask-again' | 'end';
}

/**
 * A terminal with a person before it. What is typed while nothing is asked is thrown away: a second Enter in haste must not run the next
 * step. Only Ctrl-C and the end of the input are heard at any moment.
 */
export interface Terminal {
  /** Resolves to the line; undefined when the input has ended (Ctrl-D) or the terminal was closed. */
  ask(question: Question): Promise<string | undefined>;
  /** Whom Ctrl-C is for while nothing is asked; undefined: everything ends. */
  onCtrlC: (() => void) | undefined;
  /** Lets another program have the terminal (an editor, a pager). */
  lend<T>(work: () => Promise<T>): Promise<T>;
  close(): void;
}

const ctrlC = '\u0003';
const ctrlD = '\u0004';

export interface TerminalOptions {
  readonly input: TerminalInput;
  readonly output: NodeJS.WritableStream;
  /** Whether lines can be drawn again. */
  readonly dumb: boolean;
  /** Ctrl-C that nobody else wants, and Ctrl-D while nothing is asked. */
  readonly onEnd: (by: 'SIGINT' | 'end of input') => void;
}

export function openTerminal({ input, output, dumb, onEnd }: TerminalOptions): Terminal {
  let closed = false;
  let current: Interface | undefined;
  const hear = (chunk: Buffer | string): void => {
    const keys = chunk.toString();
    if (keys.includes(ctrlC)) {
      if (terminal.onCtrlC === undefined) onEnd('SIGINT');
      else terminal.onCtrlC();
    } else if (keys.includes(ctrlD)) onEnd('end of input');
  };
  const ended = (): void => {
    if (!closed) onEnd('end of input');
  };
  const setRawMode = input.setRawMode.bind(input);
  // The reader of a line leaves the raw mode behind it: a Ctrl-C at that moment would be a signal to everything, not to what was asked for.
  input.setRawMode = () => input;
  const raw = (on: boolean): void => {
    try {
      setRawMode(on);
    } catch {
      // The terminal is gone; that is told by its own signal.
    }
  };
  const listen = (): void => {
    if (closed) return;
    raw(true);
    input.on('data', hear);
    input.resume();
  };
  const deafen = (): void => {
    input.off('data', hear);
    input.pause();
  };
  input.on('error', ended);
  input.on('end', ended);
  listen();
  const terminal: Terminal = {
    onCtrlC: undefined,
    async ask(question) {
      if (closed || question.signal?.aborted === true) return undefined;
      deafen();
      try {
        return await askOnce(question);
      } finally {
        listen();
      }
    },
    async lend(work) {
      deafen();
      raw(false);
      try {
        return await work();
      } finally {
        listen();
        // What was typed to the other program, and not taken by it, is no answer to us.
        await arrived();
      }
    },
    close() {
      if (closed) return;
      closed = true;
      current?.close();
      deafen();
      raw(false);
      input.setRawMode = setRawMode;
      input.off('error', ended).off('end', ended).on('error', ignore);
    },
  };
  const askOnce = ({ prompt, ticks = false, prefill = '', signal, onCtrlC }: Question): Promise<string | undefined> =>
    new Promise(resolve => {
      const lines = createInterface({ input, output, terminal: true, historySize: 0, prompt: prompt() });
      current = lines;
      const timer =
        ticks && !dumb
          ? setInterval(() => {
              lines.setPrompt(prompt());
              lines.prompt(true);
            }, 1_000)
          : undefined;
      let answered = false;
      const answer = (line: string | undefined): void => {
        // What was pasted behind the first line is not an answer to what is asked next.
        if (answered) return;
        answered = true;
        clearInterval(timer);
        signal?.removeEventListener('abort', takeBack);
        current = undefined;
        lines.close();
        resolve(line);
      };
      const takeBack = (): void => {
        output.write('\n');
        answer(undefined);
      };
      signal?.addEventListener('abort', takeBack, { once: true });
      lines.on('line', answer);
      // The terminal is gone; reading from it failed.
      lines.on('error', () => answer(undefined));
      lines.once('close', () => {
        if (answered) return;
        output.write('\n');
        answer(undefined);
      });
      lines.on('SIGINT', () => {
        if (onCtrlC === undefined) return onEnd('SIGINT');
        output.write('^C\n');
        if (onCtrlC(lines.line) === 'end') return answer(undefined);
        lines.write(null, { ctrl: true, name: 'e' });
        lines.write(null, { ctrl: true, name: 'u' });
      });
      lines.prompt();
      if (prefill !== '') lines.write(prefill);
    });
  return terminal;
}

/** After two turns all has been read that was waiting. */
async function arrived(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise(resolve => setImmediate(resolve));
}

function ignore(): void {
  // Nobody reads from it any more.
}
