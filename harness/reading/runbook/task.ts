import type { ReadBlock } from './block.ts';
import { conditionIn } from './role-words.ts';
import type { OutlineItem } from './outline.ts';
import { locate, type Source } from './source.ts';

/** A task-list item without a block: something that a person does. */
export function taskBlock({ node, section, text }: Extract<OutlineItem, { kind: 'task' }>, source: Source): ReadBlock {
  const location = locate(source, node.position);
  const condition = conditionIn(text);
  return {
    problems: [],
    block: {
      procedure: section.procedure.id, location, lang: '', text, role: 'manual', roleFrom: 'guess', step: true, reason: 'a task for a person', language: 'person',
      script: '', scriptLines: [], statements: [], attributes: {}, attributeLocations: {}, prose: text, ...(condition === undefined ? {} : { branch: { condition, location } }),
    },
  };
}
