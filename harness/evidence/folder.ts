import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { NotDrilled } from '../model/not-drilled.ts';
import { canonicalJson } from '../support/canonical-json.ts';
import { digestOf } from '../support/digest.ts';
import { HarnessError } from '../support/harness-error.ts';

/** What a run is, written before its first trial; every journal names its digest. */
export interface RunHeader {
  readonly version: 1;
  readonly run: string;
  readonly drillbook: string;
  readonly startedAt: string;
  /** Operating system, processor and Node, in one line. */
  readonly machine: string;
  readonly engine: string;
  /** Number of the rules by which its verdicts are made. */
  readonly rules: number;
  /** Trials that were asked for; empty: those that each verdict needs. */
  readonly trials: readonly string[];
  readonly trigger: Trigger;
  /** The repository that the files came from, where there is one. */
  readonly source?: SourceState;
  /** Which part of a run that was divided among machines. */
  readonly shard?: { readonly current: number; readonly total: number };
  /** The parts of a run that was divided, whose own folders stand in `shards/<current>`; only in a folder that was put together. */
  readonly shards?: readonly MergedShard[];
  /** Evidence that is older is stale. */
  readonly maxAgeMs?: number;
  /** Scenarios that were asked for and not drilled, with what stood in the way; absent when there are none. */
  readonly notDrilled?: readonly NotDrilled[];
  readonly scenarios: readonly HeaderScenario[];
}

export interface MergedShard {
  readonly current: number;
  readonly run: string;
  /** Digest of its header: the first link of its journals. */
  readonly header: string;
  /** Hex SHA-256 of its manifest; absent when it was never sealed. */
  readonly manifest?: string;
}

export interface HeaderScenario {
  readonly id: string;
  readonly file: string;
  readonly digests: Readonly<Record<string, string>>;
  readonly inputDigest: string;
}

/** What started the run. Nothing of it is checked: it is what the environment says. */
export interface Trigger {
  readonly kind: 'ci' | 'local';
  /** Such as `pull_request` or `schedule`. */
  readonly event?: string;
  /** Of the job. */
  readonly url?: string;
  readonly actor?: string;
}

export interface SourceState {
  readonly commit: string;
  /** Whether files differ from the commit. */
  readonly dirty: boolean;
  readonly repository?: string;
}

/** The folder that a run leaves. */
export interface EvidenceFolder {
  readonly path: string;
  readonly header: RunHeader;
  /** First link of every journal's chain. */
  readonly genesis: string;
}

/** Makes `<root>/<timestamp>-<id>` with its `run.json`. */
export function makeEvidenceFolder(root: string, about: Omit<RunHeader, 'run' | 'version'>): EvidenceFolder {
  const { id, path } = makeFolder(root, about.startedAt);
  const header: RunHeader = { version: 1, run: id, ...about };
  writeFileSync(join(path, 'run.json'), `${JSON.stringify(header, null, 2)}\n`, { flag: 'wx' });
  return { path, header, genesis: genesisOf(header) };
}

/** A new folder below a root, which gets a `.gitignore`: evidence is kept on purpose or not at all. @param startedAt RFC 3339 */
export function makeFolder(root: string, startedAt: string): { readonly id: string; readonly path: string } {
  const id = `${startedAt.replaceAll(/[-:]/g, '').replace(/\.\d+/, '')}-${randomBytes(3).toString('hex')}`;
  const path = join(root, id);
  mkdirSync(path, { recursive: true });
  try {
    writeFileSync(join(root, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It is there already, or the root is not ours to keep clean.
  }
  return { id, path };
}

/** @throws {HarnessError} `no-evidence` when the folder is not one that a drill left. */
export function openEvidenceFolder(path: string): EvidenceFolder {
  let header: unknown;
  try {
    header = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8'));
  } catch (thrown) {
    throw new HarnessError(
      'no-evidence',
      `unexpected folder ${path}, expected one with a run.json that a drill has written`,
      'Give a folder below .drillbook/runs.',
      { cause: thrown },
    );
  }
  return { path, header: header as RunHeader, genesis: genesisOf(header as RunHeader) };
}

/** First link of the chains of all journals below a header. */
export function genesisOf(header: object): string {
  return digestOf(canonicalJson(header));
}

/** Folder of a shard in a merged one, relative to that. */
export function shardFolder(current: number): string {
  return `shards/${current}`;
}

/** Folder of a scenario's journals, relative to the evidence folder; made when it is not there. */
export function scenarioFolder(evidence: string, scenario: string): string {
  const relative = scenarioPath(scenario);
  mkdirSync(join(evidence, relative), { recursive: true });
  return relative;
}

/**
 * The same, only named. Stays inside the evidence folder and apart from all else in it, whatever the scenario is called; two that differ
 * only in characters that are not kept have folders of their own.
 */
export function scenarioPath(scenario: string): string {
  const safe = scenario
    .replaceAll(/[^\w./-]+/g, '-')
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .map(part => (part === '..' ? 'up' : part))
    .join('/');
  const suffix = safe === scenario ? '' : `-${createHash('sha256').update(scenario).digest('hex').slice(0, 12)}`;
  return `${journalsFolder}/${safe}${suffix}`;
}

/** Of all journals, so that no scenario's name is that of a file of ours. */
export const journalsFolder = 'journals';

export function journalName(trial: string, attempt: number): string {
  return `${fileNameOf(trial)}${attempt === 1 ? '' : `-${attempt}`}.ndjson`;
}

/** Ids of steps hold slashes and, where a heading has some, other letters. */
function fileNameOf(trial: string): string {
  const safe = trial.replaceAll(/[^\w.-]+/g, '-');
  return safe === trial ? safe : `${safe}-${createHash('sha256').update(trial).digest('hex').slice(0, 12)}`;
}

export function writeEvidence(folder: string, name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
