/** Whether what is written is shown as UTF-8: the locale says so or says nothing, and it is not the bare console of Linux. POSIX.1-2017, 8.2. */
export function showsUtf8(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(one => one !== undefined && one !== '');
  if (env['TERM'] === 'linux') return false;
  return locale === undefined || /utf-?8/i.test(locale);
}

/**
 * The same for a terminal that does not show UTF-8: our signs in words, every other character beyond ASCII as `?`. Their bytes would
 * be shown as others there, and some of those move the cursor. Asked again it changes nothing.
 */
export function asciiText(text: string): string {
  return text.replaceAll(/[^\0-\x7F]/gu, character => words[character] ?? '?');
}

const words: Readonly<Record<string, string>> = {
  '✓': 'ok',
  '✗': 'FAIL',
  '…': '...',
  '│': '|',
  '→': '->',
  '·': '-',
  '–': '-',
  '±': '+/-',
  '×': 'x',
  '≤': '<=',
  '≥': '>=',
  '⏎': '/',
  '⟨': '<',
  '⟩': '>',
};
