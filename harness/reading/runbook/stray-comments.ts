import type { Html } from 'mdast';
import type { Problem } from '../../model/problem.ts';
import { nearest } from '../../support/nearest.ts';
import type { OutlineItem } from './outline.ts';
import { locate, type Source } from './source.ts';

/** Comments that were meant to say something of a step and do not: one without a fence below it, one with our name misspelled. */
export function strayComments(items: readonly OutlineItem[], source: Source): readonly Problem[] {
  const used = new Set<Html>(
    items.flatMap(item =>
      item.kind === 'code' && item.comment !== undefined && /^<!--\s*drillbook:/.test(item.comment.value) ? [item.comment] : [],
    ),
  );
  return items.flatMap(item => {
    const comments =
      item.kind === 'html' ? [item.node] : item.kind === 'sentence' ? item.node.children.filter(child => child.type === 'html') : [];
    return comments.filter(comment => !used.has(comment)).flatMap(comment => problemOf(comment, source));
  });
}

function problemOf(comment: Html, source: Source): readonly Problem[] {
  const word = /^<!--\s*([\w-]+)\s*:/.exec(comment.value)?.[1];
  if (word === undefined) return [];
  const location = locate(source, comment.position);
  if (word === 'drillbook')
    return [
      {
        rule: 'stray-comment',
        severity: 'error',
        message:
          'unexpected drillbook comment without a fence directly below it, expected it on a line of its own above the block that it speaks of',
        location,
      },
    ];
  if (nearest(word, ['drillbook']) === undefined) return [];
  return [
    {
      rule: 'stray-comment',
      severity: 'error',
      message: `unexpected comment "${word}:", expected "drillbook:"`,
      location,
      hint: 'Did you mean "drillbook"?',
    },
  ];
}
