import { choiceIn } from './conditions.ts';
import type { Section } from './outline.ts';

/** Titles of which a reader follows one: "Option A" beside "Option B" below the same heading. */
export function choicesAmong(sections: readonly Section[]): ReadonlySet<Section> {
  const kinds = new Map<string, Section[]>();
  for (const section of sections) {
    const word = choiceIn(section.procedure.title);
    if (word === undefined) continue;
    const key = `${section.parent?.procedure.id ?? ''} ${word}`;
    kinds.set(key, [...(kinds.get(key) ?? []), section]);
  }
  return new Set([...kinds.values()].filter(({ length }) => length > 1).flat());
}
