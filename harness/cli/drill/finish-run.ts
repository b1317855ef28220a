import { relative } from 'node:path';
import type { Failure } from '../../drill/scheduler/run-scheduler.ts';
import type { EvidenceFolder } from '../../evidence/folder.ts';
import { keepNeverStarted, readRuns } from '../../evidence/read-runs.ts';
import type { Signer } from '../../evidence/keys.ts';
import { redaction } from '../../evidence/redaction.ts';
import type { Sealed } from '../../evidence/seal.ts';
import { writeTeam } from '../../evidence/team.ts';
import type { Plan } from '../../planning/plan.ts';
import { lacksEngine, notDrilledSentence } from '../../reports/not-drilled.ts';
import type { Report } from '../../reports/report-schema.ts';
import { asciiText, showsUtf8 } from '../../reports/ascii-text.ts';
import { showReport } from '../../reports/terminal.ts';
import { wantsColor } from '../../reports/wants-color.ts';
import { writeCiOutputs } from '../ci-outputs.ts';
import { exitCodes } from '../command.ts';
import type { CommandIo } from '../command.ts';
import { showProblems } from '../show-problems.ts';
import { writeReport } from '../write-report.ts';
import type { OpenHistory } from './open-history.ts';
import { sealRun } from './seal-run.ts';

export interface RunToFinish {
  readonly io: CommandIo;
  readonly evidence: EvidenceFolder;
  /** What no journal tells of. */
  readonly failures: readonly Failure[];
  readonly output: 'json' | 'events' | 'text';
  /** Its place among all runs, and what the team adds. */
  readonly run: OpenHistory;
  readonly signer?: Signer;
}

/** After the last trial: the report from the journals alone, what people see of it, and the exit status. */
export async function finishRun(plans: readonly Plan[], { io, evidence, failures, output, run, signer }: RunToFinish): Promise<number> {
  let runs = readRuns(evidence);
  const started = new Set(runs.map(({ facts }) => facts.scenario));
  const neverStarted = plans.filter(({ facts }) => !started.has(facts.scenario));
  for (const { facts, secrets } of neverStarted) keepNeverStarted(evidence, redaction(secrets).value(facts));
  if (neverStarted.length > 0) runs = readRuns(evidence);
  const secrets = [...new Set(plans.flatMap(plan => plan.secrets))];
  const hidden = redaction(secrets);
  if (run.team !== undefined) writeTeam(evidence, hidden.value(run.team));
  const { report, json, htmlFile } = writeReport(evidence, runs);
  const sealed = sealRun(evidence, runs, {
    io,
    secrets,
    ...(signer === undefined ? {} : { signer }),
    ...(run.previous === undefined ? {} : { previous: run.previous }),
  });
  const closed = await run.close(report, sealed);
  for (const failure of failures)
    io.stderr.write(`drillbook: ${failure.scenario === undefined ? '' : `${failure.scenario}: `}${hidden.text(failure.message)}\n`);
  const shown = {
    color: wantsColor(io.stdout.isTTY === true, io.env),
    width: io.stdout.columns ?? 100,
    reportFile: relative(io.cwd, htmlFile),
  };
  if (output === 'json') io.stdout.write(json);
  else if (output === 'text') io.stdout.write(asText(`${showReport(report, shown)}${sealed === undefined ? '' : aboutSeal(sealed)}`, io));
  writeCiOutputs(report, {
    io,
    document: output !== 'text',
    evidence: relative(io.cwd, evidence.path) || '.',
    // Of a shard tells the report over all; of what holds a secret nobody.
    silent: evidence.header.shard !== undefined || sealed === undefined,
  });
  const left = evidence.header.notDrilled ?? [];
  // In the text they stand at its end.
  if (left.length > 0 && output !== 'text')
    io.stderr.write(`${showProblems(left.flatMap(({ problems }) => problems))}drillbook: ${notDrilledSentence(report) ?? ''}\n`);
  if (io.signal.aborted) return exitCodes.interrupted;
  const status = statusOf(report, failures);
  // Evidence that cannot be kept is our trouble; it takes no refusal away.
  return status === exitCodes.ok && (sealed === undefined || !closed) ? exitCodes.inconclusive : status;
}

function statusOf({ scenarios, notDrilled = [] }: Report, failures: readonly Failure[]): number {
  if (notDrilled.some(one => !lacksEngine(one))) return exitCodes.usage;
  const unexpected = scenarios.filter(({ asExpected }) => !asExpected);
  if (unexpected.some(({ outcome }) => outcome !== 'inconclusive')) return exitCodes.unexpected;
  // A crash of ours is never a pass, even where every journal looks complete.
  return unexpected.length > 0 || failures.length > 0 || notDrilled.length > 0 ? exitCodes.inconclusive : exitCodes.ok;
}

/** A job's log is a second witness of the manifest's digest. */
function aboutSeal({ manifest, keyid }: Sealed): string {
  return `evidence sealed: manifest sha256 ${manifest}, ${keyid === undefined ? 'unsigned' : `signed by key ${keyid.slice(0, 16)}`}\n`;
}

function asText(text: string, { env }: CommandIo): string {
  return showsUtf8(env) ? text : asciiText(text);
}
