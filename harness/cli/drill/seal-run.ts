import { sealedResults } from '../../audit/sealed-results.ts';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import type { Signer } from '../../evidence/keys.ts';
import { redaction } from '../../evidence/redaction.ts';
import { scanEvidence } from '../../evidence/scan.ts';
import { sealEvidence } from '../../evidence/seal.ts';
import type { Sealed } from '../../evidence/seal.ts';
import type { PreviousRun } from '../../evidence/statements.ts';
import type { ScenarioRun } from '../../model/run.ts';
import type { CommandIo } from '../command.ts';

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
    for (const { file, line, what } of leaks.slice(0, 20))
      io.stderr.write(
        `drillbook: ${file}${line === 0 ? ' (its name)' : `:${line}:1`}: unexpected ${what}, expected none in the evidence\n`,
      );
    io.stderr.write(
      `drillbook: the evidence in ${evidence.path} is not sealed, for it holds ${leaks.length === 1 ? 'what looks like a secret' : `${leaks.length} places that look like secrets`}\n  Give it to nobody. Name the value with \`redact\` in drillbook.yaml or as a variable from \`env\`, and drill again.\n`,
    );
    return undefined;
  }
  return sealEvidence(evidence, {
    results: sealedResults(runs, evidence.header.startedAt),
    ...(signer === undefined ? {} : { signer }),
    ...(previous === undefined ? {} : { previous }),
  });
}
