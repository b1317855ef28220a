export interface Unprompted {
  /** What a person types, without prompts; sample output is left out. */
  readonly script: string;
  /** For each line of `script`, its index among the block's lines. */
  readonly lines: readonly number[];
  /** Whether the block has prompts at all. */
  readonly prompted: boolean;
}

const dollar = /^\s*\$\s+(\S.*)$/;
/** `user@host:~$ cmd`, `[root@db-1 ~]# cmd`, `$ cmd`, `# cmd`; the last two shapes only mean a prompt in a console block. */
const consolePrompt = /^\s*(?:\[?[\w.-]+@[\w.-]+[^$#]*|\([^)]*\)\s*)?[$#]\s+(\S.*)$/;

/**
 * Takes the commands out of a block that shows a session: only lines behind a prompt run, with what
 * continues them (a backslash, an open here-document, lines behind `> `).
 */
export function withoutPrompts(text: string, isConsole: boolean): Unprompted {
  const all = text.split('\n');
  const prompt = isConsole ? consolePrompt : dollar;
  const prompted = isConsole || all.some(line => dollar.test(line));
  if (!prompted) return { script: text, lines: all.map((_, index) => index), prompted: false };
  const script: string[] = [];
  const lines: number[] = [];
  let continues = false;
  let hereDocument: string | undefined;
  for (const [index, line] of all.entries()) {
    const typed = prompt.exec(line)?.[1];
    let kept: string | undefined;
    if (hereDocument !== undefined) kept = line.replace(/^> ?/, '');
    else if (typed !== undefined) kept = typed;
    else if (continues || (lines.at(-1) === index - 1 && /^\s*> /.test(line))) kept = line.replace(/^\s*> ?/, '');
    if (kept === undefined) continue;
    script.push(kept);
    lines.push(index);
    if (hereDocument !== undefined && kept.trim() === hereDocument) hereDocument = undefined;
    else hereDocument ??= /<<-?\s*['"]?(\w+)['"]?/.exec(kept)?.[1];
    continues = kept.endsWith('\\');
  }
  return { script: script.join('\n'), lines, prompted: true };
}
