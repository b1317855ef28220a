import { stripVTControlCharacters } from 'node:util';

/** Longer texts are cut: a title is no place for a script. */
const longest = 400;

/**
 * A text of a runbook, or of what it printed, as one line without anything that moves a cursor or hides what stands beside it: for
 * titles and messages that Playwright's reporters print. A line that begins with `::` would be a command to a CI runner, so nothing
 * here ever begins a line; `##[` would be one anywhere, so it is broken.
 */
export function shownText(text: string): string {
  const line = stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll(/##(?=\w*\[)/g, '## ')
    .trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
