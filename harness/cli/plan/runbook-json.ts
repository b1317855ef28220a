import type { Block, Runbook } from '../../model/runbook.ts';
import { isTask } from '../../reading/runbook/task.ts';
import { flatLocation } from './flat-location.ts';

/**
 * A runbook for `plan --json`. `blocks` holds fences and indented blocks; tasks for a person, which are steps as well, stand
 * apart as `manual`, so that a count of blocks is a count of code blocks.
 */
export function runbookJson({
  file,
  title,
  digest,
  frontMatter,
  procedures,
  blocks,
  unfenced,
  placeholders,
}: Runbook): Readonly<Record<string, unknown>> {
  return {
    file,
    title,
    digest,
    frontMatter,
    procedures: procedures.map(({ location, ...procedure }) => ({ ...procedure, ...flatLocation(location) })),
    blocks: blocks.filter(block => !isTask(block)).map(blockJson),
    manual: blocks.filter(isTask).map(blockJson),
    unfenced: unfenced.map(({ location, ...command }) => ({ ...command, ...flatLocation(location) })),
    placeholders: placeholders.map(({ location, ...placeholder }) => ({ ...placeholder, ...flatLocation(location) })),
  };
}

function blockJson({
  id,
  location,
  attributeLocations,
  statements,
  branch,
  expectedOutput,
  ...block
}: Block): Readonly<Record<string, unknown>> {
  return {
    id,
    ...flatLocation(location),
    ...block,
    attributeLocations: Object.fromEntries(Object.entries(attributeLocations).map(([name, at]) => [name, flatLocation(at)])),
    statements: statements.map(({ text, location: at }) => ({ text, ...flatLocation(at) })),
    ...(branch === undefined ? {} : { branch: { condition: branch.condition, ...flatLocation(branch.location) } }),
    ...(expectedOutput === undefined ? {} : { output: { lines: expectedOutput.lines, ...flatLocation(expectedOutput.location) } }),
  };
}
