import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

export type Page = { readonly text: string } | { readonly refused: string };

const mostBytes = 512 * 1024;
/** Nobody writes a line of this length for a reader; parsers need long for some of them. */
const longestLine = 32 * 1024;
const longestParagraph = 32 * 1024;
const mostLines = 5000;
/** Fifty quotes or lists inside one another, and no line across the page: parsers need long for thousands of them. */
const nested = /^(?=.*[^\s*-])(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){50}/m;

/** Reads a file that may be anything: a folder's link, a pipe, a picture, a log. Says in a clause why it is not looked at. */
export async function readPage(path: string): Promise<Page> {
  try {
    // Not to wait for somebody to write into a pipe.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const about = await file.stat();
    if (!about.isFile()) return { refused: about.isDirectory() ? 'a folder' : 'not a file with text' };
    if (about.size > mostBytes) return { refused: `longer than ${mostBytes / 1024} KB` };
    const bytes = await file.readFile();
    if (/^(?:fffe|feff)/.test(bytes.toString('hex', 0, 2))) return { refused: 'UTF-16, expected UTF-8' };
    if (bytes.includes(0)) return { refused: 'not text' };
    const text = bytes.toString('utf8');
    const refused = tooMuchIn(text);
    return refused === undefined ? { text } : { refused };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return {
      refused:
        code === 'EACCES'
          ? 'may not be read'
          : code === 'ENOENT'
            ? 'leads nowhere'
            : code === 'ELOOP'
              ? 'leads in a circle'
              : `cannot be read (${code ?? 'unknown'})`,
    };
  }
}

/** Why a text is not looked at, whatever file it stands in. */
export function tooMuchIn(text: string): string | undefined {
  const lines = text.split('\n');
  if (lines.length > mostLines) return `more than ${mostLines} lines`;
  if (lines.some(line => line.length > longestLine)) return `a line longer than ${longestLine / 1024} KB`;
  if (text.split(/\n\s*\n/).some(part => part.length > longestParagraph && !/^[\s>]*(?:`{3}|~{3})/m.test(part)))
    return `a paragraph longer than ${longestParagraph / 1024} KB`;
  return nested.test(text) ? 'quotes or lists 50 deep inside one another' : undefined;
}
