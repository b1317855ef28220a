import { cleanLine } from '../../reports/clean-text.ts';
import type { PlanFile } from '../../selecting/plan-file.ts';
import { showDuration } from '../../support/duration.ts';
import { paints } from './look.ts';
import type { Look } from './look.ts';

/** What was chosen and why, and what was not. */
export function showPlanFile(plan: PlanFile, look: Look): string {
  const { bold, dim, red } = paints(look);
  const lines = [
    ...plan.scenarios.flatMap(({ title, file, owner, because, shard, ...one }) => [
      `${bold(cleanLine(title))}  ${dim(cleanLine(file))}`,
      ...because.map(why => `  ${cleanLine(why)}`),
      `  ${dim(`about ${showDuration(one.estimatedMs)}${one.estimateFrom === 'measured' ? '' : ', not measured'}, shard ${shard}${owner === undefined ? '' : `, ${cleanLine(owner)}`}`)}`,
    ]),
    ...plan.problems.map(({ file, line, scenarios }) =>
      red(cleanLine(`cannot be planned: ${scenarios.join(', ') || 'the policy of the gate'} (${file}:${line})`)),
    ),
    ...plan.missingSecrets.map(({ id, names }) =>
      cleanLine(
        `not drilled here: ${id}: ${names.join(', ')} ${names.length === 1 ? 'has' : 'have'} no value; a maintainer has to drill it`,
      ),
    ),
    ...plan.renamed.map(({ from, to }) => cleanLine(`renamed, otherwise as it was: ${from} → ${to}`)),
    ...plan.removed.map(id => cleanLine(`removed: ${id}: nothing drills it any more`)),
    ...plan.leftOut.map(({ id, estimatedMs }) => cleanLine(`left out, no time for it: ${id} (about ${showDuration(estimatedMs)})`)),
    ...plan.notes.map(note => cleanLine(`note: ${note}`)),
    cleanLine(summaryOf(plan)),
  ];
  return `${lines.join('\n')}\n`;
}

/** The plan in one sentence. */
export function summaryOf({ by, base, scenarios, notAffected, shards, minutes }: PlanFile): string {
  const since = base === undefined ? '' : ` since ${base.ref}`;
  if (scenarios.length === 0)
    return by === 'base' ? `nothing is affected by what changed${since}` : 'nothing to drill: no scenario was found that can be drilled';
  const guessed = scenarios.filter(({ estimateFrom }) => estimateFrom === 'default').length;
  const how = guessed === 0 ? 'measured' : guessed === scenarios.length ? 'not measured' : `${guessed} of them not measured`;
  return `${scenarios.length} ${scenarios.length === 1 ? 'scenario' : 'scenarios'} to drill${by === 'base' ? `${since}, ${notAffected.length} not affected` : ''}; ${shards} ${shards === 1 ? 'shard' : 'shards'}, about ${minutes} min (${how})`;
}
