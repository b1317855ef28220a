import type { Html } from 'mdast';
import type { Problem } from '../../model/problem.ts';
import { nearest } from '../../support/nearest.ts';
import { commentsIn, directiveIn } from './directives.ts';
import type { OutlineItem } from './outline.ts';
import { locate, type Source } from './source.ts';

/** Comments that were meant to say something of a step and do not: one without a fence below it, one with our name misspelled. */
export function strayComments(items: readonly OutlineItem[], source: Source): readonly Problem[] {
  const used = new Set<Html>(
    items.flatMap(item =>
      // Ours stands directly above the block; others are read with it.
      item.kind === 'code' ? item.comments.filter((comment, index, all) => index === all.length - 1 || !isOurs(comment)) : [],
    ),
  );
  return items.flatMap(item => {
    const comments =
      item.kind === 'html' ? [item.node] : item.kind === 'sentence' ? item.node.children.filter(child => child.type === 'html') : [];
    return comments.flatMap(comment => problemOf(comment, used.has(comment), source));
  });
}

function isOurs(comment: Html): boolean {
  return /^<!--\s*drillbook:/.test(commentsIn(comment.value).at(-1) ?? '');
}

function problemOf(comment: Html, used: boolean, source: Source): readonly Problem[] {
  const word = /^<!--\s*([\w-]+)\s*:/.exec(comment.value)?.[1];
  const location = locate(source, comment.position);
  const directive = used
    ? undefined
    : commentsIn(comment.value)
        .map(directiveIn)
        .find(found => found !== undefined);
  if (directive !== undefined)
    return [
      {
        rule: 'other-tool',
        severity: 'warning',
        message: `unexpected ${directive.text}: ${directive.note ?? 'there is no block directly below it, and nothing follows from it'}`,
        location,
        ...(directive.hint === undefined ? {} : { hint: directive.hint }),
      },
    ];
  if (word === undefined || (used && isOurs(comment))) return [];
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
