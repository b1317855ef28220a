import type { PlannedStep } from '../../planning/plan.ts';

/**
 * What a reader of the runbook reads before a step: from the end of the step before, where that stands right above, else from the
 * heading on. Lines of Markdown as they stand there, without comments.
 */
export function wordsAbove(markdown: string, step: PlannedStep, before: PlannedStep | undefined): readonly string[] {
  const { block } = step;
  const lines = markdown.split('\n').map(line => line.replace(/\r$/, ''));
  const line = lines[block.location.line - 1] ?? '';
  // A command in a sentence is read with its sentence; of a manual step its own words are shown beside.
  const last =
    block.lang === '' && block.language !== 'person' && line.includes(`\`${block.script}\``)
      ? block.location.line
      : block.location.line - 1;
  const words = lines.slice(firstLine(step, before) - 1, last).filter(text => !/^\s*<!--.*-->\s*$/.test(text));
  if (words.length === 0 && block.language !== 'person' && block.prose !== '') return [block.prose];
  return words
    .filter((text, index) => text.trim() !== '' || (words[index - 1]?.trim() ?? '') !== '')
    .join('\n')
    .replaceAll(/^\n+|\n+$/g, '')
    .split('\n');
}

function firstLine({ block, runbook }: PlannedStep, before: PlannedStep | undefined): number {
  const heading = runbook.procedures.find(({ id }) => id === block.procedure)?.location.line ?? 1;
  const neighbour = runbook.blocks.findLast(({ location }) => location.line < block.location.line);
  const touches = before !== undefined && before.runbook === runbook && neighbour?.id === before.block.id;
  return touches ? (before.block.location.endLine ?? before.block.location.line) + 1 : heading;
}
