import { isIncomplete } from './statements.ts';

export interface Unprompted {
  /** What a person types, without prompts; sample output is left out. */
  readonly script: string;
  /** For each line of `script`, its index among the block's lines. */
  readonly lines: readonly number[];
  /** Whether the block has prompts at all. */
  readonly prompted: boolean;
  /** The number in brackets on the last line, by which session formats say how the last command ends. */
  readonly status?: number;
}

const dollar = /^\s*\$\s+(\S.*)$/;
/** Also `user@host:~$ cmd` and `[root@db-1 ~]# cmd`. A bare `# ` begins a comment far more often than it is root's prompt. */
const consolePrompt = /^\s*(?:\([^)]*\)\s*)?(?:\$|\[?[\w.-]+@[\w.-]+[^$#]*[$#])\s+(\S.*)$/;
const hereDocument = /(?<!<)<<-?\s*(?:'([^']+)'|"([^"]+)"|\\?([A-Za-z_]\w*))/;

/** Lines that one typed command goes on for, at most. */
const longest = 100;

/**
 * Takes the commands out of a block that shows a session: only lines behind a prompt run, with what
 * continues them (a backslash, an open quote or loop, a here-document). All else is sample output.
 */
export function withoutPrompts(text: string, isConsole: boolean): Unprompted {
  const all = text.split('\n');
  const prompt = isConsole ? consolePrompt : dollar;
  if (!isConsole && !all.some(line => dollar.test(line))) return { script: text, lines: all.map((_, index) => index), prompted: false };
  const script: string[] = [];
  const lines: number[] = [];
  for (let index = 0; index < all.length; index++) {
    const typed = prompt.exec(all[index] ?? '')?.[1];
    if (typed === undefined) continue;
    const command = [typed, ...continuation(typed, all.slice(index + 1), prompt)];
    for (const line of command) {
      script.push(line);
      lines.push(index++);
    }
    index--;
  }
  const status = /^\s*\[(\d{1,3})\]\s*$/.exec(all.at(-1) ?? '')?.[1];
  return { script: script.join('\n'), lines, prompted: true, ...(status === undefined ? {} : { status: Number(status) }) };
}

/** The lines that complete a command, without the `> ` that a shell prints before them; none when nothing completes it. */
function continuation(typed: string, rest: readonly string[], prompt: RegExp): readonly string[] {
  const document = hereDocument.exec(typed);
  if (document !== null) {
    const end = document[1] ?? document[2] ?? document[3];
    const last = rest.findIndex(line => unquoted(line).trim() === end);
    return rest.slice(0, last === -1 ? rest.length : last + 1).map(unquoted);
  }
  const lines: string[] = [];
  for (const line of rest.slice(0, longest)) {
    if (!isIncomplete([typed, ...lines].join('\n'))) return lines;
    if (prompt.test(line)) break;
    lines.push(unquoted(line));
  }
  // An apostrophe in a command opens no quote that pages of output could close.
  return isIncomplete([typed, ...lines].join('\n')) ? [] : lines;
}

function unquoted(line: string): string {
  return line.replace(/^\s*> ?/, '');
}
