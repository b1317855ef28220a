import { showLocation } from '../../model/location.ts';
import { classes } from './blocks.ts';
import type { BlockClass, CoveredRunbook } from './blocks.ts';

const words: Readonly<Record<BlockClass, string>> = {
  executed: 'executed',
  bounded: 'bounded',
  followed: 'followed by a scenario',
  stubbed: 'stubbed',
  skipped: 'skipped',
  'not-reached': 'not reached',
  branch: 'branch never taken',
  manual: 'manual',
  unparsable: 'unparsable',
  outside: 'outside service',
  impossible: 'impossible here',
  'not-followed': 'followed by none',
};

/** What becomes of the blocks of each runbook; each block with its reason where all are asked for. */
export function showBlocks(runbooks: readonly CoveredRunbook[], all: boolean): readonly string[] {
  if (runbooks.every(({ blocks }) => blocks.length === 0)) return [];
  const sum: Partial<Record<BlockClass, number>> = {};
  for (const { counts } of runbooks) for (const one of classes) if (counts[one] !== undefined) sum[one] = (sum[one] ?? 0) + counts[one];
  const lines = runbooks.flatMap(({ runbook, counts, blocks }) => [
    `  ${runbook}: ${countsText(blocks.length, counts)}`,
    ...(all
      ? blocks.map(({ at, block, class: one, why, scenarios }) => {
          const said = [why, scenarios.length === 0 ? '' : scenarios.join(', ')].filter(part => part !== '').join('; ');
          return `    ${showLocation(at)}  ${block}  ${words[one]}${said === '' ? '' : `: ${said}`}`;
        })
      : []),
  ]);
  const total = runbooks.reduce((count, { blocks }) => count + blocks.length, 0);
  return ['', 'What becomes of each block:', ...lines, ...(runbooks.length > 1 ? [`  all: ${countsText(total, sum)}`] : [])];
}

function countsText(blocks: number, counts: CoveredRunbook['counts']): string {
  const told = classes.flatMap(one => (counts[one] === undefined ? [] : [`${counts[one]} ${words[one]}`]));
  return `${blocks} ${blocks === 1 ? 'block' : 'blocks'}${told.length === 0 ? '' : `: ${told.join(', ')}`}`;
}
