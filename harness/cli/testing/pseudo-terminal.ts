import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** A program on a terminal of its own, as a person has it before them. */
export interface PseudoTerminal {
  /** All that was written to the terminal so far, with its control sequences. */
  readonly raw: () => string;
  /** The same as text. */
  readonly text: () => string;
  /** Types as a person would; `\u0003` is Ctrl-C, `\u0004` ends the input. */
  type(keys: string): void;
  /** Resolves when the text shows what is waited for, after the place where the last wait ended; rejects when the program ends before. */
  shows(what: string | RegExp): Promise<void>;
  resize(columns: number, rows: number): void;
  /** The connection breaks, as that of ssh does: the terminal is gone, and the kernel tells the program (SIGHUP). */
  hangUp(): void;
  /** Resolves to the program's exit status; undefined after `hangUp`. */
  readonly ended: Promise<number | undefined>;
}

export interface OnTerminal {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** Starts a program on a new terminal by `script`, of util-linux, which every Linux has. */
export function onTerminal(
  argv: readonly [string, ...string[]],
  { cwd = process.cwd(), env = {}, columns = 80, rows = 24 }: OnTerminal = {},
): PseudoTerminal {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-terminal-'));
  const line = join(folder, 'line');
  const inside = `tty > ${line}; stty cols ${columns} rows ${rows}; exec ${argv.map(quoted).join(' ')}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', inside, '/dev/null'], {
    cwd,
    env: {
      ...process.env,
      CI: undefined,
      GITHUB_ACTIONS: undefined,
      NO_COLOR: undefined,
      TERM: 'xterm-256color',
      SHELL: '/bin/sh',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let raw = '';
  let over = false;
  let waitedTo = 0;
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const one of waiting) one();
  };
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      raw += text;
      wake();
    });
  }
  child.stdin.on('error', () => undefined);
  const text = (): string => stripVTControlCharacters(raw).replaceAll('\r', '');
  const ended = new Promise<number | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => {
      over = true;
      rmSync(folder, { recursive: true, force: true });
      wake();
      resolve(code ?? undefined);
    });
  });
  return {
    raw: () => raw,
    text,
    type: keys => void child.stdin.write(keys),
    shows: what =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const now = text();
          const rest = now.slice(waitedTo);
          const found = typeof what === 'string' ? { index: rest.indexOf(what), length: what.length } : matchOf(what, rest);
          if (found.index < 0 && !over) return;
          waiting.delete(look);
          if (found.index < 0) return reject(new Error(`the program ended and did not show ${String(what)}:\n${now}`));
          waitedTo += found.index + found.length;
          resolve();
        };
        waiting.add(look);
        look();
      }),
    resize: (newColumns, newRows) =>
      void spawnSync('stty', ['--file', readFileSync(line, 'utf8').trim(), 'cols', String(newColumns), 'rows', String(newRows)]),
    hangUp: () => void child.kill('SIGKILL'),
    ended,
  };
}

function matchOf(pattern: RegExp, text: string): { readonly index: number; readonly length: number } {
  const found = pattern.exec(text);
  return { index: found?.index ?? -1, length: found?.[0].length ?? 0 };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
