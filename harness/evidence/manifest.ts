import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../support/canonical-json.ts';
import { HarnessError } from '../support/harness-error.ts';
import type { EvidenceFolder } from './folder.ts';
import { isPlainPath, listFiles } from './list-files.ts';

/** Every file of a run, sorted by path: one digest over it stands for them all. */
export interface Manifest {
  readonly version: 1;
  readonly run: string;
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export const manifestFile = 'manifest.json';
/** The run's own statements. */
export const statementsFile = 'run.intoto.jsonl';
/** Persons' statements, which come later. */
export const peopleFile = 'people.intoto.jsonl';

/** Files that speak about the manifest, so that it cannot speak about them. */
export const besideManifest: ReadonlySet<string> = new Set([manifestFile, statementsFile, peopleFile]);

/**
 * Digests of all that is in the folder now.
 * @throws {HarnessError} `evidence-odd` for a link, or a name that is not the same on every system.
 */
export function makeManifest(evidence: EvidenceFolder): Manifest {
  const { files, odd } = listFiles(evidence.path);
  const [strange] = odd;
  if (strange !== undefined)
    throw new HarnessError(
      'evidence-odd',
      `unexpected ${join(evidence.path, strange.path)} (${strange.why}), expected files and folders only`,
      'Take it out of the folder: evidence is what the drill itself has written there.',
    );
  return {
    version: 1,
    run: evidence.header.run,
    files: files
      .filter(({ path }) => !besideManifest.has(path))
      .map(({ path }) => {
        const content = readFileSync(join(evidence.path, path));
        return { path, bytes: content.length, sha256: sha256(content) };
      }),
  };
}

/** Hex SHA-256, as `sha256sum` prints it. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** As it stands in its file. */
export function manifestText(manifest: Manifest): string {
  return `${canonicalJson(manifest)}\n`;
}

/** Reads a manifest's text; what is wrong with it in place of a manifest. */
export function readManifest(text: string): Manifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (`${canonicalJson(value)}\n` !== text) return 'it is not in canonical form: a member stands twice, or was written otherwise';
  } catch {
    return 'it is no JSON';
  }
  if (!isManifest(value)) return 'it is no manifest of version 1';
  for (const [index, { path }] of value.files.entries()) {
    if (!isPlainPath(path)) return `unexpected path ${JSON.stringify(path)}, expected one inside the folder`;
    const before = value.files[index - 1]?.path;
    if (before !== undefined && before >= path)
      return `unexpected ${JSON.stringify(path)} after ${JSON.stringify(before)}, expected paths in order, each once`;
    if (besideManifest.has(path)) return `unexpected path ${JSON.stringify(path)}: that file speaks about the manifest`;
  }
  return value;
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false;
  const { version, run, files, ...more } = value as Readonly<Record<string, unknown>>;
  return version === 1 && typeof run === 'string' && Array.isArray(files) && files.every(isManifestFile) && Object.keys(more).length === 0;
}

function isManifestFile(value: unknown): value is ManifestFile {
  if (typeof value !== 'object' || value === null) return false;
  const { path, bytes, sha256: digest, ...more } = value as Readonly<Record<string, unknown>>;
  return (
    typeof path === 'string' &&
    Number.isSafeInteger(bytes) &&
    (bytes as number) >= 0 &&
    typeof digest === 'string' &&
    /^[0-9a-f]{64}$/.test(digest) &&
    Object.keys(more).length === 0
  );
}
