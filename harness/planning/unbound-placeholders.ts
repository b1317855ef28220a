import type { Block, Placeholder, Runbook } from '../model/runbook.ts';
import type { Report } from './known.ts';

/** Placeholders that are still in a step's script after variables were put in: nobody could run it. */
export function reportUnbound(runbook: Runbook, block: Block, script: string, report: Report): void {
  const left = runbook.placeholders.filter(placeholder => placeholder.block === block.id && script.includes(placeholder.text));
  const seen = new Set<string>();
  for (const { text, location } of left satisfies readonly Placeholder[]) {
    if (seen.has(text)) continue;
    seen.add(text);
    report({ rule: 'unbound-placeholder', message: `unexpected placeholder "${text}" in step ${block.id}, expected a value`, location, hint: `Add \`variables: { ${JSON.stringify(text)}: … }\` to the scenario.` });
  }
}
