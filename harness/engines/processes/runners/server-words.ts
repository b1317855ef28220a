import { basename } from 'node:path';
import type { Service } from '../../../model/stack.ts';
import { shellWords } from '../../../support/shell-words.ts';

/** What a server is started with, or why that cannot be told. */
export type ServerWords = { readonly args: readonly string[] } | { readonly lacks: string };

/**
 * The arguments of a server that `run:` names: its own, else those of the Compose file's `command`, which the image would have got. A
 * server without them would be another one: what it keeps, and how much it takes, stands there.
 * @param programs names by which the image's server is started
 */
export function serverWords(
  { run, command, entrypoint }: Pick<Service, 'run' | 'command' | 'entrypoint'>,
  programs: readonly string[],
): ServerWords {
  const [name = '', ...own] = shellWords(run?.command ?? '');
  if (own.length > 0) return { args: own };
  if (entrypoint !== undefined && entrypoint.length > 0)
    return { lacks: `its \`entrypoint\`, of which \`run: ${name}\` knows nothing; write its arguments behind \`run: ${name}\`` };
  const [first, ...rest] = command ?? [];
  if (first === undefined) return { args: [] };
  if (programs.includes(basename(first))) return { args: rest };
  if (first.startsWith('-')) return { args: [first, ...rest] };
  return {
    lacks: `its \`command\` (${first} …), of which \`run: ${name}\` knows nothing; write the server's arguments behind \`run: ${name}\``,
  };
}
