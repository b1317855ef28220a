/**
 * Whether colours are wanted on a stream: `NO_COLOR` says no (https://no-color.org), `FORCE_COLOR` yes, else a terminal decides.
 * Colours change no word.
 */
export function wantsColor(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}
