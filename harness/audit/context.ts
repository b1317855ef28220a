import { join } from 'node:path';
import type { EvidenceFolder, RunHeader } from '../evidence/folder.ts';
import { openEvidenceFolder, shardFolder } from '../evidence/folder.ts';
import { listFiles } from '../evidence/list-files.ts';
import type { Listing } from '../evidence/list-files.ts';
import { manifestFile, readManifest, sha256, statementsFile } from '../evidence/manifest.ts';
import type { Manifest } from '../evidence/manifest.ts';
import { readJournal } from '../evidence/read-journal.ts';
import type { ReadJournal } from '../evidence/read-journal.ts';
import { readRuns } from '../evidence/read-runs.ts';
import type { TrustedKey } from '../evidence/trust.ts';
import type { EventOf } from '../model/event.ts';
import type { ScenarioRun } from '../model/run.ts';
import { HarnessError } from '../support/harness-error.ts';
import type { Audit } from './audit-result.ts';
import { readRegular } from './read-regular.ts';
import { readBundle } from './read-statements.ts';
import type { Bundle } from './read-statements.ts';
import { headerProblem } from './run-header.ts';

/** What is rendered from a run, by name of the file; passed in, for it is the program's. */
export type Render = (evidence: EvidenceFolder, runs: readonly ScenarioRun[]) => ReadonlyMap<string, string>;

export interface AuditOptions {
  /** Version of the running program: only it can render again what it rendered. */
  readonly drillbook: string;
  readonly render: Render;
  /** The reader's own keys; without them no signature can be checked. */
  readonly trust?: readonly TrustedKey[];
}

/** What a journal shows of its chain and of its trial; its events are not kept. */
export type JournalFacts = Omit<ReadJournal, 'events'> & {
  readonly path: string;
  readonly count: number;
  /** Its first event, where it is the one that it must be. */
  readonly started?: EventOf<'trial.started'>;
};

/** What checks look at. Each part is read when it is first asked for; one that cannot be read throws, and the check that asked says so. */
export interface AuditContext extends AuditOptions {
  readonly folder: string;
  readonly listing: Listing;
  readonly header: RunHeader;
  readonly evidence: EvidenceFolder;
  /** Undefined when there is none: the run was cut off. */
  readonly manifest: Manifest | undefined;
  /** Hex SHA-256 of `manifest.json`. */
  readonly manifestDigest: string;
  readonly journals: readonly (JournalFacts | { readonly path: string; readonly unreadable: string })[];
  readonly runs: readonly ScenarioRun[];
  /** Audits a folder inside of this one; undefined where this is one itself. */
  readonly audit: ((inner: string) => Audit) | undefined;
  /** The run's own statements, as far as they can be read; undefined when the file is not there. */
  readonly bundle: Bundle | undefined;
  /** A regular file of the folder that is there. */
  bytes(path: string): Buffer;
  /** A text file of the folder; undefined when it is not there. */
  text(path: string): string | undefined;
}

/** Several checks look at every file: small ones are read once. */
const [smallBytes, mostKeptBytes] = [1024 ** 2, 256 * 1024 ** 2];

/** @throws {HarnessError} from its parts, see there. */
export function auditContext(folder: string, options: AuditOptions, audit: AuditContext['audit']): AuditContext {
  const read = (path: string): string | undefined => textOf(folder, path);
  const listing = once(() => listFiles(folder));
  const evidence = once(() => {
    const wrong = headerProblem(read('run.json'));
    if (wrong !== undefined) throw unreadable(wrong);
    return openEvidenceFolder(folder);
  });
  const known = new Map<string, ReadJournal>();
  const kept = new Map<string, Buffer>();
  let room = mostKeptBytes;
  const bytes = (path: string): Buffer => {
    const before = kept.get(path);
    if (before !== undefined) return before;
    const content = readRegular(folder, path) ?? Buffer.alloc(0);
    if (content.length <= smallBytes && content.length <= room) {
      kept.set(path, content);
      room -= content.length;
    }
    return content;
  };
  const journalReader: typeof readJournal = (below, path) => {
    const file = join(below, path);
    const journal = known.get(file) ?? readJournal(below, path, { checkForm: true, ...(below === folder ? { bytes: bytes(path) } : {}) });
    known.set(file, journal);
    return journal;
  };
  const parts = {
    listing,
    manifest: once(() => {
      const text = read(manifestFile);
      const manifest = text === undefined ? undefined : readManifest(text);
      if (typeof manifest === 'string') throw unreadable(`unexpected ${manifestFile}: ${manifest}`);
      return manifest;
    }),
    manifestDigest: once(() => sha256(readRegular(folder, manifestFile) ?? '')),
    evidence,
    journals: once(() => {
      const parts = partsOf(evidence);
      return listing()
        .files.filter(({ path }) => path.endsWith('.ndjson'))
        .map(({ path }) => journalFacts(folder, path, parts.find(part => path.startsWith(part)) ?? '', journalReader));
    }),
    bundle: once(() => {
      const text = read(statementsFile);
      return text === undefined ? undefined : readBundle(statementsFile, text);
    }),
    // What was read for its chain is not read again.
    runs: once(() => readRuns(evidence(), journalReader)),
  };
  return {
    ...options,
    folder,
    audit,
    get listing() {
      return parts.listing();
    },
    get header() {
      return parts.evidence().header;
    },
    get evidence() {
      return parts.evidence();
    },
    get manifest() {
      return parts.manifest();
    },
    get manifestDigest() {
      return parts.manifestDigest();
    },
    get journals() {
      return parts.journals();
    },
    get bundle() {
      return parts.bundle();
    },
    get runs() {
      return parts.runs();
    },
    bytes,
    text: read,
  };
}

/** Folders of the parts, each with its `/`. A scenario may be called `shards/1`: only the header tells what is a part. */
function partsOf(evidence: () => EvidenceFolder): readonly string[] {
  try {
    return (evidence().header.shards ?? []).map(({ current }) => `${shardFolder(current)}/`);
  } catch {
    // Told by the check of the header; chains can be looked at without it.
    return [];
  }
}

/** Outputs of a part stand in its own folder. */
function journalFacts(folder: string, path: string, part: string, read: typeof readJournal): AuditContext['journals'][number] {
  try {
    const { events, ...facts } = read(join(folder, part), path.slice(part.length));
    const [started] = events;
    return { path, count: events.length, ...facts, ...(started?.type === 'trial.started' ? { started } : {}) };
  } catch (thrown) {
    if (thrown instanceof HarnessError && thrown.code === 'not-a-journal') return { path, unreadable: thrown.message };
    throw thrown;
  }
}

function textOf(folder: string, path: string): string | undefined {
  const bytes = readRegular(folder, path);
  if (bytes === undefined) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    throw new HarnessError('evidence-changed', `unexpected bytes in ${path}, expected UTF-8`, 'It was changed after the drill.', {
      cause: thrown,
    });
  }
}

function unreadable(message: string): HarnessError {
  return new HarnessError('evidence-changed', message, 'It was changed after the drill.');
}

/** Computed once; what it throws, too. */
function once<T>(compute: () => T): () => T {
  let result: { readonly value: T } | { readonly thrown: unknown } | undefined;
  return () => {
    if (result === undefined)
      try {
        result = { value: compute() };
      } catch (thrown) {
        result = { thrown };
      }
    if ('thrown' in result) throw result.thrown;
    return result.value;
  };
}
