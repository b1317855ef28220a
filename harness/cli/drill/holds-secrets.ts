import { writeEvidence } from '../../evidence/folder.ts';
import { redaction } from '../../evidence/redaction.ts';
import { scanEvidence } from '../../evidence/scan.ts';
import type { CommandIo } from '../command.ts';

/** Marks a folder that was not sealed on purpose. */
const notSealedFile = 'not-sealed.txt';
const mostShown = 20;

/** The last look for secrets in a folder: where one stands there, a file in it and standard error say so. */
export function holdsSecrets(folder: string, secrets: readonly string[], { stderr }: Pick<CommandIo, 'stderr'>): boolean {
  const leaks = scanEvidence(folder, redaction(secrets));
  if (leaks.length === 0) return false;
  const places = leaks.map(
    ({ file, line, what }) => `${file}${line === 0 ? '' : `:${line}:1`}: unexpected secret (${what})${line === 0 ? ' in its name' : ''}`,
  );
  writeEvidence(folder, notSealedFile, `Not sealed, for it holds secrets. Give it to nobody.\n${places.join('\n')}\n`);
  stderr.write(
    places
      .slice(0, mostShown)
      .map(place => `drillbook: ${place}, expected none in the evidence\n`)
      .join(''),
  );
  stderr.write(
    `drillbook: the evidence in ${folder} is not sealed: ${leaks.length === 1 ? 'a secret stands' : `secrets stand in ${leaks.length} places`} in it\n  Give it to nobody. Name the value with \`redact\` in drillbook.yaml or as a variable from \`env\`, take it out of names and titles, and drill again.\n`,
  );
  return true;
}
