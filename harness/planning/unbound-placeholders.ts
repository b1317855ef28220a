import type { Block, Placeholder, Runbook } from '../model/runbook.ts';
import type { Variable } from '../model/scenario.ts';
import { placeholdersIn } from '../reading/runbook/placeholders.ts';
import { bindVariables, isExported } from './bind-variables.ts';
import type { Report } from './known.ts';

/** Placeholders that are still in a step's script after variables were put in: nobody could run it. */
export function reportUnbound(runbook: Runbook, block: Block, variables: readonly Variable[], report: Report): void {
  const known = runbook.placeholders.filter(placeholder => placeholder.block === block.id);
  // A command in running text is no block of the runbook's: it is looked through here.
  const all = runbook.blocks.some(({ id }) => id === block.id)
    ? known
    : placeholdersIn(block.script).map(({ text }): Placeholder => ({ text, block: block.id, location: block.location }));
  const bound = bindVariables(block.script, variables, 'text');
  const left = all.filter(({ text }) => bound.includes(text) && !isExported(text, variables));
  const seen = new Set<string>();
  for (const { text, location } of left) {
    if (seen.has(text)) continue;
    seen.add(text);
    report({
      rule: 'unbound-placeholder',
      message: `unexpected placeholder "${text}" in step ${block.id}, expected a value`,
      location,
      hint: `Add \`variables: { ${JSON.stringify(text)}: … }\` to the scenario.`,
    });
  }
}
