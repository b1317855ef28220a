import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '../support/harness-error.ts';
import { envelopeLine, seal } from './envelope.ts';
import type { EvidenceFolder } from './folder.ts';
import type { Signer } from './keys.ts';
import { besideManifest, makeManifest, manifestFile, manifestText, sha256, statementsFile } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { readJournal } from './read-journal.ts';
import { rehearsal, testResult } from './statements.ts';
import type { JournalHead, PreviousRun, SealedResult } from './statements.ts';

export interface Sealed {
  /** Hex SHA-256 of `manifest.json`: who writes it down elsewhere has a second witness. */
  readonly manifest: string;
  readonly files: number;
  /** Of the key that signed; absent when nobody did: then anyone could have rewritten the folder whole. */
  readonly keyid?: string;
}

export interface SealFacts {
  readonly results: readonly SealedResult[];
  readonly previous?: PreviousRun;
  readonly signer?: Signer;
}

/**
 * Closes a run: digests of all its files, and two statements that bind them. After this nothing in the folder changes any more.
 * @throws {HarnessError} `evidence-sealed` when it is closed already; `evidence-odd` when it holds what is no file or leads elsewhere.
 */
export function sealEvidence(evidence: EvidenceFolder, { results, previous, signer }: SealFacts): Sealed {
  const there = [...besideManifest].find(name => existsSync(join(evidence.path, name)));
  if (there !== undefined)
    throw new HarnessError(
      'evidence-sealed',
      `unexpected ${join(evidence.path, there)}, expected a run that is not sealed yet`,
      'Evidence is sealed once; drill again for new evidence.',
    );
  const manifest = makeManifest(evidence);
  const text = manifestText(manifest);
  const facts = {
    header: evidence.header,
    manifest: sha256(text),
    journals: journalHeads(evidence, manifest),
    results,
    ...(previous === undefined ? {} : { previous }),
  };
  const lines = [testResult(facts), rehearsal(facts)].map(statement => `${envelopeLine(seal(statement, signer))}\n`);
  // The statements first: a manifest is the sign of a run that came to its end.
  writeFileSync(join(evidence.path, statementsFile), lines.join(''), { flag: 'wx' });
  writeFileSync(join(evidence.path, manifestFile), text, { flag: 'wx' });
  return { manifest: facts.manifest, files: manifest.files.length, ...(signer === undefined ? {} : { keyid: signer.keyid }) };
}

/** Whether a run was closed. One that was killed was not. */
export function isSealed(folder: string): boolean {
  return existsSync(join(folder, manifestFile));
}

/** Hex SHA-256 of a sealed folder's manifest. */
export function manifestDigest(folder: string): string {
  return sha256(readFileSync(join(folder, manifestFile)));
}

function journalHeads(evidence: EvidenceFolder, { files }: Manifest): readonly JournalHead[] {
  return files
    .filter(({ path }) => path.endsWith('.ndjson'))
    .map(({ path }) => {
      const { head, events } = readJournal(evidence.path, path);
      return { path, head, count: events.length };
    });
}
