import { auditEvidence, isIntact } from '../audit/audit.ts';
import type { AuditOptions } from '../audit/context.ts';
import { openEvidenceFolder } from '../evidence/folder.ts';
import { readRuns } from '../evidence/read-runs.ts';
import { readTeam } from '../evidence/team.ts';
import { asExpected } from '../judging/as-expected.ts';
import type { ExpectedOutcome } from '../model/scenario.ts';
import { makeReport } from '../reports/make-report.ts';
import { messageOf } from '../support/harness-error.ts';
import type { AuditedResult, AuditedRun } from './audited-run.ts';

const mostShown = 5;

/**
 * Audits a run's folder and reads its verdicts from the journals alone: neither report.json nor an exit status is believed.
 * @param today ISO date: a known failure that was accepted when it was drilled is judged by today as well
 */
export function auditRun(folder: string, shown: string, options: AuditOptions, today: string): AuditedRun {
  const nothing = { folder: shown, run: '', drillbook: '', shards: [], results: [] };
  try {
    const audit = auditEvidence(folder, options);
    const about = { ...nothing, run: audit.run, drillbook: audit.drillbook };
    if (!isIntact(audit)) {
      const wrong = audit.results.filter(({ state }) => state !== 'ok' && state !== 'not-checked');
      return {
        ...about,
        wrong: [
          ...wrong.slice(0, mostShown).map(({ what, place }) => (place === undefined ? what : `${place}: ${what}`)),
          ...(wrong.length > mostShown ? [`and ${wrong.length - mostShown} more`] : []),
        ],
      };
    }
    if (audit.manifest === '') return { ...about, wrong: ['it was never sealed: the run was killed, or its evidence could not be kept'] };
    const evidence = openEvidenceFolder(folder);
    const { header } = evidence;
    const team = readTeam(evidence);
    const runs = readRuns(evidence);
    const wanted = new Map(runs.map(({ facts }) => [facts.scenario, facts.outcome]));
    const { scenarios } = makeReport(runs, { header, ...(team === undefined ? {} : { team }) });
    return {
      ...about,
      wrong: [],
      ...(header.source === undefined ? {} : { commit: header.source.commit, dirty: header.source.dirty }),
      shards: header.shard === undefined ? (header.shards ?? []).map(({ current }) => ({ current })) : [header.shard],
      results: scenarios.map((one): AuditedResult => {
        const { id, inputDigest, outcome, reason, sentence, next, at, expected, trials } = one;
        const known = wanted.get(id);
        const now =
          known === undefined ? { ok: false, message: 'nobody says what is expected' } : asExpected(known, { outcome, reason }, today);
        return {
          id,
          inputDigest,
          outcome,
          reason,
          sentence,
          asExpected: one.asExpected && now.ok,
          unexpected: one.unexpected === '' ? now.message : one.unexpected,
          expected: known === undefined ? { is: expected.is } : told(known),
          next,
          at: { file: at.file, line: at.line, column: at.column },
          rehearsed: one.withReader === true,
          secondAttempt: trials.some(({ because }) => because === 'second-attempt'),
        };
      }),
    };
  } catch (thrown) {
    return { ...nothing, wrong: [`it cannot be read: ${messageOf(thrown)}`] };
  }
}

function told({ is, reason, until }: ExpectedOutcome): AuditedResult['expected'] {
  return { is, ...(reason === undefined ? {} : { reason }), ...(until === undefined ? {} : { until }) };
}
