import type { Location } from '../model/location.ts';
import type { Procedure, Runbook } from '../model/runbook.ts';

export interface Part {
  readonly text: string;
  readonly location: Location;
  /** `the title`, `a heading`. */
  readonly what: string;
}

/** What a procedure says about the trouble that it is for, the most telling first: alerts, titles, headings, introductions, commands. */
export function procedureText(runbook: Runbook, procedure: Procedure | undefined): readonly Part[] {
  const { blocks, unfenced, procedures, frontMatter, title, file } = runbook;
  const inside = procedure === undefined ? undefined : withAllBelow(runbook, procedure);
  const mine = ({ procedure: id }: { readonly procedure: string }): boolean => inside === undefined || inside.has(id);
  const top = { file, line: 1, column: 1 };
  const titlePart: Part = { text: title, location: procedures.find(one => one.title === title)?.location ?? top, what: 'the title' };
  const own: readonly Part[] =
    procedure === undefined ? [] : [{ text: procedure.title, location: procedure.location, what: 'the heading' }];
  return [
    ...(frontMatter.alerts ?? []).map((text): Part => ({ text, location: top, what: 'the alert' })),
    // In a runbook for many troubles the section's own heading tells more than the title.
    ...own,
    titlePart,
    ...procedures
      .filter(({ id, title: heading }) => heading !== title && id !== procedure?.id && (inside?.has(id) ?? true))
      .map((one): Part => ({ text: one.title, location: one.location, what: 'a heading' })),
    ...blocks.filter(mine).map(({ prose, location }): Part => ({ text: prose, location, what: 'the text' })),
    ...blocks
      .filter(block => mine(block) && block.step)
      .map(({ script, location }): Part => ({ text: script, location, what: 'a command' })),
    ...unfenced.filter(mine).map(({ text, location }): Part => ({ text, location, what: 'a command' })),
  ].filter(({ text }) => text.trim() !== '');
}

/** Ids of a procedure and of all below it. */
export function withAllBelow({ procedures }: Runbook, { id }: Procedure): ReadonlySet<string> {
  const ids = new Set([id]);
  for (const one of procedures) if (one.parent !== undefined && ids.has(one.parent)) ids.add(one.id);
  return ids;
}

/**
 * The section that a procedure mends the trouble of: the highest one around it that holds no other procedure that acts. With it come
 * its symptoms, diagnosis and verification.
 */
export function troubleOf(runbook: Runbook, procedure: Procedure, acting: readonly Procedure[]): Procedure {
  const parent = runbook.procedures.find(({ id }) => id === procedure.parent);
  if (parent === undefined) return procedure;
  const inside = withAllBelow(runbook, parent);
  return acting.some(other => other !== procedure && inside.has(other.id))
    ? procedure
    : troubleOf(runbook, parent, [...acting.filter(one => one !== procedure), parent]);
}
