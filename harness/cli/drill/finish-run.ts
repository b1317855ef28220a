import { relative } from 'node:path';
import type { Failure } from '../../drill/scheduler/run-scheduler.ts';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import { keepNeverStarted, readRuns } from '../../evidence/read-runs.ts';
import { redaction } from '../../evidence/redaction.ts';
import type { Plan } from '../../planning/plan.ts';
import type { Report } from '../../reports/report-schema.ts';
import { showReport } from '../../reports/terminal.ts';
import { exitCodes } from '../command.ts';
import type { CommandIo } from '../command.ts';
import { writeReport } from '../write-report.ts';

export interface RunToFinish {
  readonly io: CommandIo;
  readonly evidence: EvidenceFolder;
  /** What no journal tells of. */
  readonly failures: readonly Failure[];
  readonly output: 'json' | 'events' | 'text';
}

/** After the last trial: the report from the journals alone, what people see of it, and the exit status. */
export async function finishRun(plans: readonly Plan[], { io, evidence, failures, output }: RunToFinish): Promise<number> {
  let runs = readRuns(evidence);
  const started = new Set(runs.map(({ facts }) => facts.scenario));
  const neverStarted = plans.filter(({ facts }) => !started.has(facts.scenario));
  for (const { facts, secrets } of neverStarted) keepNeverStarted(evidence, redaction(secrets).value(facts));
  if (neverStarted.length > 0) runs = readRuns(evidence);
  const { report, json, htmlFile } = writeReport(evidence, runs);
  for (const failure of failures)
    io.stderr.write(`drillbook: ${failure.scenario === undefined ? '' : `${failure.scenario}: `}${failure.message}\n`);
  if (output === 'json') io.stdout.write(json);
  else if (output === 'text')
    io.stdout.write(showReport(report, { color: colored(io), width: io.stdout.columns ?? 100, reportFile: relative(io.cwd, htmlFile) }));
  return io.signal.aborted ? exitCodes.interrupted : statusOf(report, failures);
}

function statusOf({ scenarios }: Report, failures: readonly Failure[]): number {
  const unexpected = scenarios.filter(({ asExpected }) => !asExpected);
  if (unexpected.some(({ outcome }) => outcome !== 'inconclusive')) return exitCodes.unexpected;
  // A crash of ours is never a pass, even where every journal looks complete.
  return unexpected.length > 0 || failures.length > 0 ? exitCodes.inconclusive : exitCodes.ok;
}

function colored(io: CommandIo): boolean {
  return (
    io.env['NO_COLOR'] === undefined && (io.stdout.isTTY === true || (io.env['FORCE_COLOR'] !== undefined && io.env['FORCE_COLOR'] !== '0'))
  );
}
