import { relative, resolve } from 'node:path';
import type { CheckReport } from '../../checking/check-report.ts';
import type { Runbook } from '../../model/runbook.ts';
import type { Plan } from '../../planning/plan.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { messageOf } from '../../support/harness-error.ts';
import type { CommandIo } from '../command.ts';
import { showProblems } from '../show-problems.ts';
import { withoutKnown } from './baselines.ts';
import { checkFiles } from './check-files.ts';
import { located } from './located.ts';
import { readSettings } from './read-settings.ts';

/** A runbook, and the procedures of it that are followed. Absent: all of them are meant. */
export interface Followed {
  /** Its full name. */
  readonly path: string;
  readonly runbook: Runbook;
  readonly procedures?: ReadonlySet<string>;
}

/** So many are told; more would hide what the command itself says. */
const most = 8;

/** The runbooks of plans, each once, with the procedures that any of the plans follows. */
export function followedBy(plans: readonly Plan[]): readonly Followed[] {
  const followed = new Map<string, Followed & { procedures: Set<string> }>();
  for (const { runbook, block } of plans.flatMap(({ steps }) => steps)) {
    const path = resolve(runbook.file);
    const known = followed.get(path) ?? { path, runbook, procedures: new Set<string>() };
    for (const id of withParents(block.procedure, runbook)) known.procedures.add(id);
    followed.set(path, known);
  }
  return [...followed.values()];
}

/**
 * Tells on standard error what `drillbook check` calls an error in runbooks: before somebody follows them. What stands in other procedures is
 * only counted. It changes no status: whether a procedure works is for the drill to say.
 */
export async function tellErrorsFirst(followed: readonly Followed[], io: CommandIo): Promise<void> {
  if (followed.length === 0) return;
  try {
    const { here, elsewhere } = await errorsIn(followed, io);
    if (here.length === 0) return;
    const more = here.length - most;
    const rest = [
      ...(more > 0 ? [`${more} more like these`] : []),
      ...(elsewhere > 0 ? [`${elsewhere} elsewhere in ${followed.length === 1 ? 'this document' : 'these documents'}`] : []),
    ].join(', ');
    io.stderr.write(
      `${showProblems(here.slice(0, most).map(({ hint: _hint, ...report }) => report))}drillbook: ${rest === '' ? '' : `and ${rest}; `}\`drillbook check\` tells more\n`,
    );
  } catch (thrown) {
    io.stderr.write(`drillbook: the runbooks could not be checked: ${cleanLine(messageOf(thrown))}\n`);
  }
}

async function errorsIn(
  followed: readonly Followed[],
  io: CommandIo,
): Promise<{ readonly here: readonly CheckReport[]; readonly elsewhere: number }> {
  const { rules } = await import('../../checking/rules/index.ts');
  const all = followed.map(({ path }) => relative(io.cwd, path));
  const settings = await readSettings(all, io.cwd, rules.kinds);
  const files = all.filter(file => !settings.isIgnored(file));
  const checked = await checkFiles({ files, cwd: io.cwd, rules, asked: {}, settingsOf: settings.settingsOf, signal: io.signal });
  const unknown = withoutKnown(located(checked), {
    named: undefined,
    configured: file => settings.baselineOf(file),
    cwd: io.cwd,
    files: checked.files.map(({ file }) => file),
    isAsked: () => true,
  });
  // What reading found is told with the plan.
  const errors = unknown.reports
    .map(([report]) => report)
    .filter(({ severity, rule }) => severity === 'error' && rules.find(rule) !== undefined);
  const here = errors.filter(({ location }) => {
    const one = followed.find(({ path }) => path === resolve(io.cwd, location.file));
    return one !== undefined && (one.procedures?.has(procedureAt(one.runbook, location.line)) ?? true);
  });
  return { here, elsewhere: errors.length - here.length };
}

/** A procedure, and those that hold it: what is said of all holds for each. */
function withParents(id: string, runbook: Runbook): readonly string[] {
  const parent = runbook.procedures.find(procedure => procedure.id === id)?.parent;
  return [id, ...(parent === undefined ? [] : withParents(parent, runbook))];
}

/** The procedure that a line of a runbook belongs to. */
function procedureAt({ procedures }: Runbook, line: number): string {
  return procedures.findLast(({ location }) => location.line <= line)?.id ?? '';
}
