import type { RoleFrom } from '../../model/runbook.ts';

/** How a step's role was found, in words. */
export const foundBy: Readonly<Record<RoleFrom, string>> = {
  attribute: 'told by its attribute',
  heading: 'told by its heading',
  guess: 'guessed from its commands',
};
