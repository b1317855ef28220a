import { tooShortToHide } from './written-forms.ts';

/**
 * Workflow commands that make GitHub Actions hide registered values in its own log, each line of a value with several. It looks for
 * them as they stand, and not in artifacts. Commands and escapes: docs.github.com, "Workflow commands for GitHub Actions".
 */
export function maskCommands(secrets: readonly string[]): readonly string[] {
  const lines = secrets.flatMap(secret => [secret, ...secret.split(/\r\n|\r|\n/)]).filter(value => !tooShortToHide(value));
  return [...new Set(lines)].map(line => `::add-mask::${line.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`);
}
