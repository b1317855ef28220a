import type { ListItem } from 'mdast';
import type { Block } from '../../model/runbook.ts';
import { decodeAttributes } from './attributes.ts';
import type { ReadBlock } from './block.ts';
import { readPairs } from './info-string.ts';
import { conditionIn } from './conditions.ts';
import type { OutlineItem } from './outline.ts';
import { locate, locateKey, type Source } from './source.ts';

const reason = 'a task for a person';

/** Whether a block is a task-list item, and no code block. */
export function isTask(block: Block): boolean {
  return block.reason === reason;
}

/** A task-list item without a block: something that a person does. A comment in its line may name it: `<!-- drillbook: name=page takes=5m -->`. */
export function taskBlock({ node, section, text }: Extract<OutlineItem, { kind: 'task' }>, source: Source): ReadBlock {
  const location = locate(source, node.position);
  const condition = conditionIn(text);
  const info = annotationOf(node);
  const { error } = info;
  const decoded = decodeAttributes(info, key => locateKey(source, location.line, key));
  return {
    found: [],
    dropped: [],
    problems: [
      ...(error === undefined ? [] : [{ rule: 'attributes', severity: 'error' as const, message: error, location }]),
      ...decoded.problems,
    ],
    block: {
      procedure: section.procedure.id,
      location,
      lang: '',
      text,
      role: 'manual',
      roleFrom: decoded.attributes.role === 'manual' ? 'attribute' : 'guess',
      step: true,
      reason,
      language: 'person',
      script: '',
      scriptLines: [],
      statements: [],
      attributes: decoded.attributes,
      attributeLocations: decoded.locations,
      prose: text,
      ...(condition === undefined ? {} : { branch: { condition, location } }),
    },
  };
}

function annotationOf(node: ListItem): ReturnType<typeof readPairs> {
  const [first] = node.children;
  const comments =
    first?.type === 'paragraph'
      ? first.children.flatMap(child => (child.type === 'html' ? [/^<!--\s*drillbook:\s*([^]*?)\s*-->$/.exec(child.value)?.[1] ?? ''] : []))
      : [];
  return readPairs(comments.find(comment => comment !== '') ?? '');
}
