import type { Problem } from '../../model/problem.ts';
import type { ReadBlock } from './block.ts';

/** Functions that a runbook defines and never calls: carrying out the block does nothing, and it ends well. */
export function uncalledFunctions(blocks: readonly Pick<ReadBlock, 'block' | 'found'>[]): readonly Problem[] {
  if (!blocks.some(({ found }) => found.some(({ defines }) => defines !== undefined))) return [];
  const called = new Set(
    blocks.flatMap(({ block, found }) => [
      ...found.flatMap(({ defines, commands }) => commands.map(([name]) => name).filter(name => name !== defines)),
      block.attributes.call?.trim().split(/\s+/)[0],
    ]),
  );
  return blocks.flatMap(({ block, found }) =>
    found.flatMap(({ defines }, index) => {
      if (defines === undefined || called.has(defines)) return [];
      return [
        {
          rule: 'uncalled-function',
          severity: 'warning' as const,
          message: `unexpected function ${defines} that nothing calls, expected a call: this block alone does nothing`,
          location: block.statements[index]?.location ?? block.location,
          hint: `Add a line that calls it, or say call="${defines} …" behind the fence or in the scenario's \`steps\`.`,
        },
      ];
    }),
  );
}
