import { sealedResults } from '../../audit/sealed-results.ts';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import type { Signer } from '../../evidence/keys.ts';
import { sealEvidence } from '../../evidence/seal.ts';
import type { Sealed } from '../../evidence/seal.ts';
import type { PreviousRun } from '../../evidence/statements.ts';
import type { ScenarioRun } from '../../model/run.ts';
import type { CommandIo } from '../command.ts';
import { holdsSecrets } from './holds-secrets.ts';

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
  if (holdsSecrets(evidence.path, secrets, io)) return undefined;
  return sealEvidence(evidence, {
    results: sealedResults(runs, evidence.header.startedAt),
    ...(signer === undefined ? {} : { signer }),
    ...(previous === undefined ? {} : { previous }),
  });
}
