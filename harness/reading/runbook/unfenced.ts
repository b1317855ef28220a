import type { InlineCode, Node, Parent } from 'mdast';
import type { UnfencedCommand } from '../../model/runbook.ts';
import { looksLikeCommand } from './looks-like-command.ts';
import { toldRole, type OutlineItem } from './outline.ts';
import { locate, type Source } from './source.ts';

const asking = /^(?:\d+[.)]\s*)?(?:then\s+|now\s+)?(run|execute|type|enter|use|issue|restart|start|stop|kill|call)\b/i;

/** Inline commands of a sentence that acts: below an acting title, or one that says "run …". */
export function unfencedIn({ node, section, text }: Extract<OutlineItem, { kind: 'sentence' }>, source: Source): readonly UnfencedCommand[] {
  const told = toldRole(section);
  const acting = told === 'act' || told === 'verify' || told === 'rollback';
  if (!acting && !asking.test(text.trim())) return [];
  return inlineCodes(node).filter(({ value }) => looksLikeCommand(value)).map(code => ({
    text: code.value, procedure: section.procedure.id, location: locate(source, code.position), role: told ?? 'act',
  }));
}

function inlineCodes(node: Node): readonly InlineCode[] {
  if (node.type === 'inlineCode') return [node as InlineCode];
  return 'children' in node ? (node as Parent).children.flatMap(inlineCodes) : [];
}
