import { sealedResults } from '../../audit/sealed-results.ts';
import { writeEvidence } from '../../evidence/folder.ts';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import type { Signer } from '../../evidence/keys.ts';
import { redaction } from '../../evidence/redaction.ts';
import { scanEvidence } from '../../evidence/scan.ts';
import { sealEvidence } from '../../evidence/seal.ts';
import type { Sealed } from '../../evidence/seal.ts';
import type { PreviousRun } from '../../evidence/statements.ts';
import type { ScenarioRun } from '../../model/run.ts';
import type { CommandIo } from '../command.ts';

/** Marks a folder that was not sealed on purpose. */
const notSealedFile = 'not-sealed.txt';
const mostShown = 20;

export interface RunToSeal {
  readonly io: CommandIo;
  readonly secrets: readonly string[];
  readonly signer?: Signer;
  readonly previous?: PreviousRun;
}

/** Closes the evidence, after a last look for secrets: what holds one is not sealed, and undefined is the answer. */
export function sealRun(
  evidence: EvidenceFolder,
  runs: readonly ScenarioRun[],
  { io, secrets, signer, previous }: RunToSeal,
): Sealed | undefined {
  const leaks = scanEvidence(evidence.path, redaction(secrets));
  if (leaks.length > 0) {
    const places = leaks.map(
      ({ file, line, what }) => `${file}${line === 0 ? '' : `:${line}:1`}: unexpected secret (${what})${line === 0 ? ' in its name' : ''}`,
    );
    writeEvidence(evidence.path, notSealedFile, `Not sealed, for it holds secrets. Give it to nobody.\n${places.join('\n')}\n`);
    io.stderr.write(
      places
        .slice(0, mostShown)
        .map(place => `drillbook: ${place}, expected none in the evidence\n`)
        .join(''),
    );
    io.stderr.write(
      `drillbook: the evidence in ${evidence.path} is not sealed: ${leaks.length === 1 ? 'a secret stands' : `secrets stand in ${leaks.length} places`} in it\n  Give it to nobody. Name the value with \`redact\` in drillbook.yaml or as a variable from \`env\`, take it out of names and titles, and drill again.\n`,
    );
    return undefined;
  }
  return sealEvidence(evidence, {
    results: sealedResults(runs, evidence.header.startedAt),
    ...(signer === undefined ? {} : { signer }),
    ...(previous === undefined ? {} : { previous }),
  });
}
