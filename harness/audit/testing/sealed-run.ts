import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderReport, writeReport } from '../../cli/write-report.ts';
import { journalName, makeEvidenceFolder, scenarioFolder } from '../../evidence/folder.ts';
import type { EvidenceFolder, HeaderScenario, RunHeader } from '../../evidence/folder.ts';
import { openJournal } from '../../evidence/journal.ts';
import { makeKeyPair } from '../../evidence/keys.ts';
import type { Signer } from '../../evidence/keys.ts';
import { readRuns } from '../../evidence/read-runs.ts';
import { redaction } from '../../evidence/redaction.ts';
import { sealEvidence } from '../../evidence/seal.ts';
import type { TrustedKey } from '../../evidence/trust.ts';
import { writeTeam } from '../../evidence/team.ts';
import { journalOf } from '../../judging/testing/journal-builder.ts';
import type { Story } from '../../judging/testing/journal-builder.ts';
import type { DrillEvent, EventBody } from '../../model/event.ts';
import { auditEvidence } from '../audit.ts';
import type { Audit } from '../audit-result.ts';
import { sealedResults } from '../sealed-results.ts';

export const drillbook = '0.1.0';

/** A folder of the test's own, and keys in it. */
export class Bench {
  readonly root = mkdtempSync(join(tmpdir(), 'drillbook-audit-'));
  #copies = 0;

  key(name: string): Signer {
    return makeKeyPair(join(this.root, 'keys', `${name}.pem`));
  }

  /** A copy to harm. */
  copy(evidence: EvidenceFolder): string {
    const folder = join(this.root, `copy-${this.#copies++}`);
    cpSync(evidence.path, folder, { recursive: true });
    return folder;
  }

  /** A run as a drill leaves it: real journals of two trials, one with a long output, report, team's file; not sealed. */
  run(
    name: string,
    story: Story = {},
    shard?: NonNullable<RunHeader['shard']>,
    scenario = shard === undefined ? 'scenarios/worker' : `scenarios/worker-${shard.current}`,
    more: Partial<RunHeader> = {},
  ): EvidenceFolder {
    const root = join(this.root, name);
    mkdirSync(root);
    const own: HeaderScenario = {
      id: scenario,
      file: `${scenario}.yaml`,
      digests: { scenario: `sha256:${'1'.repeat(64)}`, stack: `sha256:${'2'.repeat(64)}`, 'runbook.md': `sha256:${'3'.repeat(64)}` },
      inputDigest: `sha256:${'4'.repeat(64)}`,
    };
    const evidence = makeEvidenceFolder(root, {
      drillbook,
      startedAt: '2026-11-21T03:00:00.000Z',
      machine: 'Linux',
      engine: 'processes',
      rules: 1,
      trials: [],
      ...(shard === undefined ? {} : { shard }),
      trigger: { kind: 'ci', url: 'https://ci.example/1' },
      source: { commit: '0123456789abcdef0123456789abcdef01234567', dirty: false },
      scenarios: [own],
      ...more,
    });
    const facts = { ...story.facts, scenario, scenarioFile: own.file, digests: own.digests, inputDigest: own.inputDigest };
    const long = { steps: [{ ended: { stdout: 'a long output\n'.repeat(400) } }], ...story };
    write(evidence, scenario, 'as-written', journalOf({ ...long, facts }));
    write(evidence, scenario, 'without-runbook', journalOf({ ...story, facts, trial: 'without-runbook' }));
    writeTeam(evidence, {
      controls: [],
      followups: [],
      waivers: [],
      population: { position: 2, ...(shard === undefined ? { previous } : {}), aborted: [], before: [] },
    });
    writeReport(evidence, readRuns(evidence));
    return evidence;
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What the register has before every run of these tests. */
export const previous = { run: '20261120T030000Z-000000', manifest: '5'.repeat(64) };

export function sealed(evidence: EvidenceFolder, signer?: Signer): EvidenceFolder {
  const runs = readRuns(evidence);
  sealEvidence(evidence, {
    results: sealedResults(runs, evidence.header.startedAt),
    previous,
    ...(signer === undefined ? {} : { signer }),
  });
  return evidence;
}

export function audit(folder: string, trust?: readonly TrustedKey[], version = drillbook): Audit {
  return auditEvidence(folder, {
    drillbook: version,
    render: (evidence, runs) => renderReport(evidence, runs).files,
    ...(trust === undefined ? {} : { trust }),
  });
}

export function trustIn(name: string, { spki }: Signer, more: Partial<TrustedKey> = {}): TrustedKey {
  return { name, spki, ...more };
}

/** Results that are not `ok`, as `check: state: place: what`. */
export function trouble({ results }: Audit): readonly string[] {
  return results
    .filter(({ state }) => state !== 'ok')
    .map(({ check, state, place, what }) => [check, state, ...(place === undefined ? [] : [place]), what].join(': '));
}

/** Recorded by the very journal that a drill writes. */
function write(evidence: EvidenceFolder, scenario: string, trial: string, events: readonly DrillEvent[]): void {
  const [started] = events;
  const file = join(scenarioFolder(evidence.path, scenario), journalName(trial, started?.type === 'trial.started' ? started.attempt : 1));
  let now = 0;
  const journal = openJournal({
    evidence: evidence.path,
    file,
    redaction: redaction([]),
    genesis: evidence.genesis,
    clock: { now: () => now },
  });
  for (const { seq: _seq, atMs, phase, ...body } of events) {
    now = atMs;
    journal.enter(phase);
    journal.record(body as EventBody);
  }
  journal.close();
}
