import type { Interval, Outcome, Reason } from '../model/verdict.ts';
import type { HeaderScenario, RunHeader } from './folder.ts';
import { manifestFile } from './manifest.ts';

/** in-toto Statement v1 (Attestation Framework, "Statement"). */
export interface Statement<Predicate> {
  readonly _type: typeof statementType;
  readonly subject: readonly { readonly name: string; readonly digest: Readonly<Record<string, string>> }[];
  readonly predicateType: string;
  readonly predicate: Predicate;
}

export const statementType = 'https://in-toto.io/Statement/v1';
export const testResultType = 'https://in-toto.io/attestation/test-result/v0.1';
/** Ours: what a test result has no words for. */
export const rehearsalType = 'urn:drillbook:rehearsal:v0.1';

/** The verdict on a scenario, as it is signed. */
export interface SealedResult {
  readonly scenario: string;
  readonly outcome: Outcome;
  readonly reason: Reason;
  readonly asExpected: boolean;
  readonly recoveryMs?: Interval;
  /** Recovery time is with the reader, not at machine pace. */
  readonly withReader?: true;
  readonly inputDigest: string;
}

/** Last line and number of lines: what pins a whole journal, also against a cut tail. */
export interface JournalHead {
  readonly path: string;
  readonly head: string;
  readonly count: number;
}

/** The run that the register has before this one; a run left out breaks the row. */
export interface PreviousRun {
  readonly run: string;
  /** Hex SHA-256 of its manifest; absent when it never came to one. */
  readonly manifest?: string;
}

export interface Rehearsal {
  readonly manifest: { readonly sha256: string };
  readonly run: string;
  readonly startedAt: string;
  readonly drillbook: string;
  readonly rules: number;
  readonly journals: readonly JournalHead[];
  readonly results: readonly SealedResult[];
  readonly previousRun?: PreviousRun;
  readonly redaction: string;
}

export interface RunFacts {
  readonly header: RunHeader;
  /** Hex SHA-256 of `manifest.json`. */
  readonly manifest: string;
  /** Sorted by path. */
  readonly journals: readonly JournalHead[];
  readonly results: readonly SealedResult[];
  readonly previous?: PreviousRun;
}

/** What we state about a run; it binds the manifest, and by it every file. */
export function rehearsal({ header, manifest, journals, results, previous }: RunFacts): Statement<Rehearsal> {
  return {
    _type: statementType,
    subject: [{ name: manifestFile, digest: { sha256: manifest } }],
    predicateType: rehearsalType,
    predicate: {
      manifest: { sha256: manifest },
      run: header.run,
      startedAt: header.startedAt,
      drillbook: header.drillbook,
      rules: header.rules,
      journals,
      results,
      ...(previous === undefined ? {} : { previousRun: previous }),
      redaction: 'Values known to be secret were replaced before anything was hashed.',
    },
  };
}

interface ResourceDescriptor {
  readonly name: string;
  readonly digest: Readonly<Record<string, string>>;
}

export interface TestResult {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  readonly configuration: readonly ResourceDescriptor[];
  readonly url?: string;
  readonly passedTests: readonly string[];
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
}

/**
 * The same for readers who know nothing of us: in-toto's test-result v0.1. Subjects are the runbooks and the commit that were tested.
 * What was refuted has failed, also where its author expected it; what could not be told has failed, for it reads as passed nowhere.
 */
export function testResult({ header, manifest, results }: RunFacts): Statement<TestResult> {
  const { source, trigger, scenarios } = header;
  const named = (accept: (result: SealedResult) => boolean): readonly string[] => results.filter(accept).map(({ scenario }) => scenario);
  const failedTests = named(({ outcome }) => outcome !== 'verified');
  const warnedTests = named(({ outcome, asExpected }) => outcome === 'verified' && !asExpected);
  const subject = unique(scenarios.flatMap(runbooksOf));
  return {
    _type: statementType,
    subject: [
      ...subject,
      // A subject there must be, also of a run that has neither.
      ...(source === undefined ? (subject.length === 0 ? [{ name: manifestFile, digest: { sha256: manifest } }] : []) : [commitOf(source)]),
    ],
    predicateType: testResultType,
    predicate: {
      result: failedTests.length > 0 || results.length === 0 ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED',
      configuration: [
        { name: manifestFile, digest: { sha256: manifest } },
        ...unique(
          scenarios.flatMap(({ id, file, digests }) => [
            ...descriptor(file, digests['scenario']),
            ...descriptor(`${id}: stack`, digests['stack']),
            ...descriptor(`${id}: stack files`, digests['stack files']),
            ...Object.entries(digests).flatMap(([name, digest]) =>
              ofScenario.has(name) || isRunbook(name) ? [] : descriptor(name, digest),
            ),
          ]),
        ),
      ],
      ...(trigger.url === undefined ? {} : { url: trigger.url }),
      passedTests: named(({ outcome, asExpected }) => outcome === 'verified' && asExpected),
      warnedTests,
      failedTests,
    },
  };
}

/** A scenario's digests are of itself, its stack, what that is built from, and of each file by its name: runbooks, and others. */
const ofScenario: ReadonlySet<string> = new Set(['scenario', 'stack', 'stack files']);

function isRunbook(name: string): boolean {
  return /\.(md|mdx|markdown)$/i.test(name);
}

function runbooksOf({ digests }: HeaderScenario): readonly ResourceDescriptor[] {
  return Object.entries(digests).flatMap(([name, digest]) => (isRunbook(name) ? descriptor(name, digest) : []));
}

function commitOf({ commit, repository }: NonNullable<RunHeader['source']>): ResourceDescriptor {
  return { name: repository ?? 'source', digest: { gitCommit: commit } };
}

function descriptor(name: string, digest: string | undefined): readonly ResourceDescriptor[] {
  return digest === undefined ? [] : [{ name, digest: { sha256: digest.replace(/^sha256:/, '') } }];
}

/** Scenarios share runbooks; sorted by name, each once. */
function unique(descriptors: readonly ResourceDescriptor[]): readonly ResourceDescriptor[] {
  const found = new Map(descriptors.map(one => [`${one.name}\n${JSON.stringify(one.digest)}`, one]));
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}
