import type { InlineCode, Node, Parent } from 'mdast';
import type { Role, UnfencedCommand } from '../../model/runbook.ts';
import { guessRole } from './guess-role.ts';
import { looksLikeCommand } from './looks-like-command.ts';
import { textOf, toldRole, type OutlineItem } from './outline.ts';
import { locate, type Source } from './source.ts';
import { statementsOf } from './statements.ts';

/** Words in front of a command that make it something to do, not something to know: "run", a colon, or nothing at all. */
const asking = /\b(?:run|execute|type|enter|issue|use)\b[^.]*$|^\W*$|[:→]\s*$/i;
const imperative =
  /^(?:(?:then|now|next|first|finally|please)\b,?\s*)?(?:check|clear|delete|drain|drop|kill|promote|reload|remove|restart|restore|rotate|scale|start|stop|test|verify)\b/i;

/**
 * Inline commands that a person would carry out: all below an acting title; elsewhere those in lists, and
 * those that a sentence asks for ("run …").
 */
export function unfencedIn(
  { node, section, text, inList }: Extract<OutlineItem, { kind: 'sentence' }>,
  source: Source,
): readonly UnfencedCommand[] {
  const told = toldRole(section);
  const acting = told === 'act' || told === 'verify' || told === 'rollback';
  return (
    inlineCodes(node)
      // Across lines it is a fence that Markdown lost, which is a Problem of its own.
      .filter(({ value, position }) => position?.start.line === position?.end.line && looksLikeCommand(value))
      .filter(code => acting || (inList && told !== 'other') || isAsked(before(node, code, text)))
      .map(code => ({
        text: code.value.trim(),
        procedure: section.procedure.id,
        location: locate(source, code.position),
        role: told ?? guessed(code.value),
      }))
  );
}

function isAsked(words: string): boolean {
  return asking.test(words) || imperative.test(words);
}

function guessed(command: string): Role {
  return guessRole(statementsOf(command));
}

/** The words of the sentence in front of the command. */
function before(paragraph: Parent, code: InlineCode, text: string): string {
  const end = code.position?.start.offset ?? 0;
  const words = paragraph.children
    .filter(child => (child.position?.end.offset ?? 0) <= end)
    .map(textOf)
    .join('');
  return (words === '' && !text.startsWith(code.value) ? text : words).split(/(?<=[.!?])\s+/).at(-1) ?? '';
}

function inlineCodes(node: Node): readonly InlineCode[] {
  if (node.type === 'inlineCode') return [node as InlineCode];
  return 'children' in node ? (node as Parent).children.flatMap(inlineCodes) : [];
}
