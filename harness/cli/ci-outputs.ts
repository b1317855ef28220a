import { appendFileSync, realpathSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import type { Problem } from '../model/problem.ts';
import { annotations, problemAnnotations } from '../reports/ci/annotations.ts';
import { summaryMarkdown } from '../reports/ci/summary.ts';
import type { Report } from '../reports/report-schema.ts';
import { messageOf } from '../support/harness-error.ts';
import type { CommandIo } from './command.ts';
import { unguarded } from './guarded-output.ts';

export interface CiOutputs {
  readonly io: Pick<CommandIo, 'stdout' | 'stderr' | 'cwd' | 'env'>;
  /** Whether a document stands on standard output, which then stays as it is: annotations go to standard error. */
  readonly document: boolean;
  /** Path of the evidence folder, for the line that tells how it is checked. */
  readonly evidence?: string;
  /** Nothing at all: a shard's outcomes are told by the run that merges them. */
  readonly silent?: boolean;
}

/** GitHub takes no step's summary above this. */
const mostBytes = 1024 * 1024;
/** Ours leaves room for other summaries of the same step. */
const ownBytes = 900_000;

/**
 * Tells GitHub Actions of a run: annotations at the runbooks' lines, printed once, and the step's summary. Does nothing elsewhere.
 * A summary that cannot be written is said in one line and changes no exit status.
 */
export function writeCiOutputs(report: Report, { io, document, evidence, silent = false }: CiOutputs): void {
  const { env } = io;
  if (silent || env['GITHUB_ACTIONS'] !== 'true') return;
  const { GITHUB_WORKSPACE: workspace } = env;
  const top = workspace === undefined || workspace === '' ? io.cwd : workspace;
  const commands = annotations(report, { pathOf: file => pathBelow(real(top), resolve(real(io.cwd), file)) });
  if (commands.length > 0) unguarded(document ? io.stderr : io.stdout).write(commands.map(line => `${line}\n`).join(''));
  const file = env['GITHUB_STEP_SUMMARY'];
  if (file !== undefined && file !== '') appendSummary(file, report, evidence, io);
}

/** Tells GitHub Actions of mistakes in files, at their lines: nothing is drilled then, and there is no report. Does nothing elsewhere. */
export function annotateProblems(problems: readonly Problem[], { io, document }: Pick<CiOutputs, 'io' | 'document'>): void {
  if (io.env['GITHUB_ACTIONS'] !== 'true') return;
  const top = io.env['GITHUB_WORKSPACE'] ?? io.cwd;
  const lines = problemAnnotations(problems, { pathOf: file => pathBelow(top, resolve(file)) });
  if (lines.length > 0) unguarded(document ? io.stderr : io.stdout).write(lines.map(line => `${line}\n`).join(''));
}

function appendSummary(file: string, report: Report, evidence: string | undefined, { stderr }: Pick<CommandIo, 'stderr'>): void {
  try {
    const taken = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    const bytes = Math.min(ownBytes, mostBytes - taken - 1);
    const text = summaryMarkdown(report, { bytes, ...(evidence === undefined ? {} : { evidence }) });
    // Beyond its limit GitHub drops all of the step's summary, that of others included.
    if (Buffer.byteLength(text) > bytes) stderr.write('drillbook: the job summary has no room left; see report.html\n');
    else appendFileSync(file, `${taken === 0 ? '' : '\n'}${text}`);
  } catch (thrown) {
    stderr.write(`drillbook: the job summary could not be written: ${messageOf(thrown)}\n`);
  }
}

/** Both sides of a comparison without symbolic links: a runner's workspace may be one. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function pathBelow(top: string, file: string): string | undefined {
  const path = relative(top, file);
  return path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path) ? undefined : path.split(sep).join('/');
}
