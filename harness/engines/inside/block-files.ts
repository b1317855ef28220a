import { spawnSync } from 'node:child_process';

/** Where a block was written, as the shell sees it. */
export interface BlockFiles {
  readonly script: string;
  readonly sql: string;
  readonly input: string;
  readonly lines: readonly string[];
}

/** Whether bash could not read the block at all; only asked when it complained. */
export function isSyntaxError(path: string, stderr: string): boolean {
  if (!/syntax error|unexpected (EOF|end of file)/i.test(stderr)) return false;
  return spawnSync('/usr/bin/bash', ['-n', path], { stdio: 'ignore' }).status !== 0;
}

const failedMark = '__drillbook_last_statement_failed';

/**
 * An `sql` block, as if pasted into psql: a failing statement stops nothing. The last statement decides
 * the status (3, as psql's own `ON_ERROR_STOP` has it); earlier errors are masked ones.
 */
export const psqlFile = {
  content(script: string): string {
    const open = !/[;]\s*(--[^\n]*)?$/.test(script.trimEnd()) && !(script.trimEnd().split('\n').at(-1) ?? '').startsWith('\\');
    return `${script.trimEnd()}${open ? '\n;' : ''}\n\\if :ERROR\n\\warn ${failedMark}\n\\endif\n`;
  },

  read(
    stderr: string,
    files: BlockFiles,
  ): { readonly status?: number; readonly stderr: string; readonly masked: readonly { line: number; status: number; text: string }[] } {
    const failed = stderr.includes(failedMark);
    const errors = [...stderr.matchAll(/^psql:[^\n]*?:(\d+): (?:ERROR|FATAL|error)/gm)].map(match => Number(match[1]));
    const masked = (failed ? errors.slice(0, -1) : errors).map(line => ({
      line: Math.min(line, files.lines.length),
      status: 1,
      text: (files.lines[line - 1] ?? '').trim(),
    }));
    return { ...(failed ? { status: 3 } : {}), stderr: stderr.replaceAll(new RegExp(`^.*${failedMark}\\n?`, 'gm'), ''), masked };
  },
};
