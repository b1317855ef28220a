import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { remembered } from '../../support/remembered.ts';

/** Whether a file belongs to an MkDocs site, whose admonitions and tabs plain Markdown does not know. */
export function isInMkDocs(file: string): boolean {
  return isOfMkDocs(dirname(resolve(file)));
}

/** It is asked for each document of a folder. */
const isOfMkDocs = remembered(64, (folder): boolean => {
  if (existsSync(join(folder, 'mkdocs.yml')) || existsSync(join(folder, 'mkdocs.yaml'))) return true;
  return !existsSync(join(folder, '.git')) && folder !== dirname(folder) && isOfMkDocs(dirname(folder));
});

const admonition = /^( *)(?:!!!|\?\?\?\+?) +[\w -]+?(?: +"([^"]*)")? *$/;
const tab = /^( *)===[+!]* +"([^"]+)" *$/;

/**
 * Writes admonitions and content tabs as quotes, which Markdown reads inside of: each four columns of their indentation
 * become `>   `, so that every place in the file stays where it is. A tab is one of several ways: "only when …".
 */
export function asQuotes(lines: readonly string[]): readonly string[] {
  const result: string[] = [];
  /** Columns at which the content of the open admonitions begins, from the outside in. */
  let open: readonly number[] = [];
  let fence: string | undefined;
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') {
      const next = lines.slice(index + 1).find(later => later.trim() !== '') ?? '';
      result.push(
        quoted(
          '',
          open.filter(column => indentOf(next) >= column),
        ).trimEnd(),
      );
      continue;
    }
    const still = open.filter(column => indentOf(line) >= column);
    if (still.length < open.length) fence = undefined;
    open = still;
    const marker = fence === undefined ? (tab.exec(line) ?? admonition.exec(line)) : null;
    if (marker === null) {
      fence = fenceAfter(line, fence);
      result.push(quoted(line, open));
      continue;
    }
    const indent = indentOf(line);
    const title = marker[2] ?? '';
    result.push(`${quoted(line.slice(0, indent), open)}> ${title === '' ? '' : `###### ${tab.test(line) ? 'Only when ' : ''}${title}`}`);
    open = [...open, indent + 4];
  }
  return result;
}

/** The line with a quote mark where each admonition's indentation begins. */
function quoted(line: string, columns: readonly number[]): string {
  return columns.reduce((text, column) => `${text.slice(0, column - 4).padEnd(column - 4)}>   ${text.slice(column)}`, line);
}

function fenceAfter(line: string, fence: string | undefined): string | undefined {
  const marks = /^[\s>]*(`{3,}|~{3,})\s*(\S?)/.exec(line);
  if (marks === null) return fence;
  const [, mark = '', info] = marks;
  if (fence === undefined) return mark;
  return info === '' && mark.startsWith(fence) ? undefined : fence;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
