import { showDuration } from '../support/duration.ts';
import type { Report, ReportScenario, ReportTrial } from './report-schema.ts';

/** One thing that auditors' own standards ask for, and what this run gives; undefined when nobody gave it. */
export interface AuditField {
  readonly group: string;
  readonly field: string;
  readonly value: string | undefined;
}

/**
 * The 46 fields of an auditor's report on a test of a recovery procedure. Sources: FedRAMP ISCP template G-7 and F-6, NIST SP 800-34r1
 * and 800-84, FFIEC BCM VII.K, ISO 22301 8.5, ISO 27001 A.5.29 and A.5.30, AICPA TSC A1.3 and CC7.5, DORA 11, 12, 24 and 25, PCI DSS 12.10.
 * What the sections have in full is pointed to; nothing is filled in that was not given.
 */
export function auditFields(report: Report): readonly AuditField[] {
  const { scenarios, team, source, trigger } = report;
  const trials = scenarios.flatMap(one => one.trials);
  const some = (given: boolean, value: string): string | undefined => (given ? value : undefined);
  const of = (has: (scenario: ReportScenario) => boolean): string => `${scenarios.filter(has).length} of ${scenarios.length} scenarios`;
  const share = (has: (scenario: ReportScenario) => boolean): string | undefined => some(scenarios.some(has), `${of(has)}, see there`);
  const distinct = (values: readonly string[]): string | undefined => {
    const all = [...new Set(values.filter(value => value !== ''))].sort();
    return all.length === 0 ? undefined : `${all.slice(0, 12).join(', ')}${all.length > 12 ? `, and ${all.length - 12} more` : ''}`;
  };
  const people = trials.flatMap(({ rehearsal }) => rehearsal?.people ?? []);
  const followups = team?.followups ?? [];
  const inSection = 'see each scenario';
  const groups: Readonly<Record<string, readonly (readonly [string, string | undefined])[]>> = {
    Identity: [
      ['run, and type of test', some(report.run !== undefined, `${report.run}: simulation on a throw-away copy`)],
      ['system under test', distinct(trials.flatMap(trial => trial.services.map(({ name }) => name)))],
      [
        'start, end, clock',
        `${report.startedAt} to ${report.endedAt} (UTC, clock of the machine, not checked; durations by a monotonic clock)`,
      ],
      ['location', [report.machine, trigger?.url ?? ''].filter(text => text !== '').join(', ')],
    ],
    Design: [
      ['objectives and success criteria', share(one => one.about?.objective !== undefined)],
      ['scope, assumptions', share(one => (one.about?.assumptions.length ?? 0) > 0)],
      ['scenario, rationale, risk', share(one => one.about?.risk !== undefined)],
      [
        'controls that the team maps to drills (what was found for each: see Controls)',
        distinct([...scenarios.flatMap(one => one.about?.controls ?? []), ...(team?.controls ?? []).map(({ id }) => id)]),
      ],
      ['method: trials, windows, rounds', distinct(trials.map(({ trial }) => trial))],
      [
        'runbook: version, digest',
        source === undefined
          ? share(one => one.runbooks.length > 0)
          : `commit ${source.commit}${source.dirty ? ', with changes that are not in it' : ''}`,
      ],
      ['runbook: owner', distinct(scenarios.flatMap(one => one.runbooks.flatMap(({ owner }) => owner ?? [])))],
      ['runbook: last review', distinct(scenarios.flatMap(one => one.runbooks.flatMap(({ review }) => review ?? [])))],
      ['trigger', some(trigger !== undefined, trigger?.kind === 'ci' ? `CI, ${trigger.event ?? 'event unknown'}` : 'started by hand')],
    ],
    People: [
      ['test lead, contact', distinct(people.filter(({ role }) => role === 'lead').map(({ name }) => name)) ?? trigger?.actor],
      ['participants and roles', participants(trials)],
      ['independence: author, executor, approver', undefined],
    ],
    Environment: [
      ['versions and digests', share(one => one.trials.some(({ services }) => services.length > 0))],
      ['differences from production', share(one => one.differs.length > 0)],
    ],
    Execution: [
      [
        'state before: probes green',
        some(
          trials.some(({ phases }) => phases.some(({ phase }) => phase === 'baseline')),
          `${inSection} (baseline)`,
        ),
      ],
      [
        'effect of the fault',
        some(
          trials.some(({ faults }) => faults.some(({ proof }) => proof !== '')),
          inSection,
        ),
      ],
      ['chronological log', some(trials.length > 0, 'journals and timelines')],
      [
        'each step: command, expected, actual, success',
        some(
          trials.some(({ steps }) => steps.length > 0),
          inSection,
        ),
      ],
      [
        'interventions, skips, overrides',
        `${scenarios.reduce((sum, one) => sum + one.adaptations.length, 0)} adaptations, ${trials.reduce((sum, one) => sum + one.deviations.length, 0)} deviations`,
      ],
    ],
    Results: [
      [
        'outcome per objective',
        `${report.totals.verified} verified, ${report.totals.refuted} refuted, ${report.totals.inconclusive} inconclusive, ${report.totals.expectedOtherwise} not verified as expected`,
      ],
      ['recovery time, target and actual', share(one => one.recoveryMs !== undefined || one.rtoMs !== undefined)],
      ['recovery point, target and actual', share(one => one.ledger !== undefined)],
      ['integrity of data', share(one => one.ledger !== undefined)],
      [
        'validation as a user would do it',
        some(
          trials.some(({ health }) => health.length > 0),
          'probes of the scenario, every round',
        ),
      ],
      ['control: stayed broken without the procedure', share(one => one.trials.some(({ trial }) => trial === 'without-runbook'))],
      [
        'stability, repeat, healthy system',
        share(one =>
          one.trials.some(
            ({ phases, trial }) => trial === 'twice' || trial === 'without-fault' || phases.some(({ phase }) => phase === 'hold'),
          ),
        ),
      ],
      ['security during and after recovery', undefined],
      ['declaration of recovery', share(one => one.recoveryMs !== undefined)],
    ],
    Judgement: [
      ['summary', 'at the top'],
      ['material deviations', some(trials.length > 0, `${trials.reduce((sum, one) => sum + one.deviations.length, 0)}, ${inSection}`)],
      ['observations', share(one => one.findings.length > 0)],
      ['findings: step, cause, severity', share(one => one.findings.length > 0 || one.outcome !== 'verified')],
      ['recommendations', share(one => one.next !== '')],
      ['corrective actions: owner, due, ticket', some(followups.length > 0, `${followups.length} follow-ups`)],
      [
        'retest of earlier findings',
        some(
          followups.some(({ retest }) => retest !== undefined),
          `${followups.filter(({ retest }) => retest !== undefined).length} of ${followups.length} follow-ups`,
        ),
      ],
      ['accepted risks, approver', distinct(followups.flatMap(({ acceptedBy }) => acceptedBy ?? []))],
      ['reported to', undefined],
    ],
    Assurance: [
      ['reviewer and approver', 'not in this page: statements of people are added later with drillbook sign, see people.intoto.jsonl'],
      ['index of evidence', 'manifest.json'],
      ['signature, tool', `drillbook ${report.drillbook}, rules ${report.rules}; see drillbook audit`],
      ['population of runs', some(team?.population !== undefined, `run ${team?.population?.position} in the register`)],
      ['retention class, confidentiality', undefined],
      ['redaction', 'secrets are replaced by [redacted] before anything is written'],
      [
        'validity',
        some(
          true,
          report.maxAgeMs === undefined
            ? 'until an input changes; no greatest age is set'
            : `until an input changes, at most ${showDuration(report.maxAgeMs)}`,
        ),
      ],
      ['limits', 'see what this report does not show'],
    ],
  };
  return Object.entries(groups).flatMap(([group, fields]) => fields.map(([field, value]) => ({ group, field, value })));
}

/** As they were named when the rehearsal began; nobody checked it. */
function participants(trials: readonly ReportTrial[]): string {
  const rehearsals = trials.flatMap(({ rehearsal }) => rehearsal ?? []);
  if (rehearsals.length === 0) return 'none: steps were carried out by drillbook; who started it stands above';
  const named = [...new Set(rehearsals.flatMap(({ people }) => people.map(({ name, role }) => `${name} (${role})`)))];
  return named.length === 0 ? 'a person at the gate, who was not named' : `${named.join(', ')}, as named by themselves`;
}
