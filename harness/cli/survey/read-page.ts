import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

export type Page = { readonly text: string } | { readonly refused: string };

const mostBytes = 512 * 1024;
/** Nobody writes a line of this length for a reader; parsers need long for some of them. */
const longestLine = 32 * 1024;
const longestParagraph = 32 * 1024;
const mostLines = 5000;
/** Fifty quotes or lists inside one another, and no line across the page: parsers need long for thousands of them. */
const nested = /^(?=.*[^\s*-])(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])[ \t])){50}/m;

/** Reads a file that may be anything: a folder's link, a pipe, a picture, a log. Says in a clause why it is not looked at. */
export function readPage(path: string): Page {
  try {
    const bytes = bytesOf(path);
    if (typeof bytes === 'string') return { refused: bytes };
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

/** A file's bytes, or why it is not read. Small files are read far sooner without a thread in between. */
function bytesOf(path: string): Buffer | string {
  // Not to wait for somebody to write into a pipe.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const about = fstatSync(file);
    if (!about.isFile()) return about.isDirectory() ? 'a folder' : 'not a file with text';
    return about.size > mostBytes ? `longer than ${mostBytes / 1024} KB` : readFileSync(file);
  } finally {
    closeSync(file);
  }
}
