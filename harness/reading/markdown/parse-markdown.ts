import type { Root } from 'mdast';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { heldLines } from './held-lines.ts';
import { putBack } from './put-back.ts';
import { skeletonOf } from './skeleton.ts';

/** As `remark` has it, without its half that writes Markdown, which takes long to load. Made once: each one is put together from its parts. */
const parser = unified().use(remarkParse).freeze();

/**
 * Markdown's tree. The parser looks at every sign several times, which is most of the time that a document takes: what is beyond doubt (fences,
 * and paragraphs and headings of plain words and inline code) it is not shown, and is put back. Where the tree does not have just those places
 * (one stood in a comment, say), the parser is shown everything.
 */
export function parseMarkdown(lines: readonly string[]): Root {
  const held = heldLines(lines);
  if (held.length > 0) {
    const skeleton = skeletonOf(lines, held);
    const tree = parser.parse(skeleton.text);
    if (putBack(tree, skeleton, lines)) return tree;
  }
  return parser.parse(lines.join('\n'));
}
