import { nearest } from '../../support/nearest.ts';
import { meaningOfKey, type Meaning } from './other-tools.ts';

/** What a comment means to a tool that reads Markdown. */
export interface Directive extends Meaning {
  /** As it is named in messages. */
  readonly text: string;
  /** The block below is what the step before prints: word for word, by a pattern, or in a way that is not compared here. */
  readonly result?: 'exact' | 'pattern' | 'uncompared';
  readonly pattern?: string;
}

const longest = 60;

/** The comments of a piece of HTML: several may stand on one line. */
export function commentsIn(html: string): readonly string[] {
  return html.match(/<!--[^]*?-->/g) ?? [];
}

/**
 * Comments by which InnovationEngine, Doc Detective, OCaml's mdx and txm speak of blocks, and others that look as if they did.
 * Undefined for our own, for those about looks or wording, and for prose.
 */
export function directiveIn(comment: string): Directive | undefined {
  const inside = /^<!--+\s*([^]*?)\s*--+>$/.exec(comment.trim())?.[1] ?? '';
  const line = inside.replaceAll(/\s+/g, ' ');
  const text = `comment "${line.length > longest ? `${line.slice(0, longest - 1)}…` : line}"`;
  if (/^(?:drillbook|`{3,}\s*(?:bash|sh|shell|zsh|console|sql)\b)/.test(inside)) return undefined;
  if (/^`{3,}\s*variables\b/.test(inside))
    return {
      text,
      note: 'a reader does not see its variables, and nobody sets them',
      hint: 'Export them in a block of the page, or give them in `variables` of the scenario.',
    };
  const similar = /^expected_similarity\s*=\s*(?:"([^]*)"|([\d.]+))$/.exec(inside);
  if (similar !== null) return similarity(text, similar[1], Number(similar[2]));
  const mdx = /^\$MDX\s+([^]+)$/.exec(inside)?.[1];
  if (mdx !== undefined) return labels(text, mdx);
  if (/^!test\s+(?:out|err)\b/.test(inside)) return { text, result: 'uncompared', ...uncompared };
  if (/^!test\b/.test(inside)) return { text, note: 'nothing is tested by it', hint: 'Say exit=… or write an `output` fence.' };
  if (/^(?:test|step)\s*(?:\{|(?:end|ignore|start)\b)/.test(inside))
    return {
      text,
      note: 'what stands in comments is not carried out, and nothing between them is left out',
      hint: 'A step that a reader follows stands in a fence.',
    };
  return undefined;
}

/** Whether a comment directly above a fence speaks of it in a way that we do not know. */
export function looksLikeDirective(comment: string): boolean {
  const inside = /^<!--+\s*([^]*?)\s*--+>$/.exec(comment.trim())?.[1] ?? '';
  if (
    prose.test(inside) ||
    inside.startsWith('drillbook-check-') ||
    nearest(/^[\w-]*/.exec(inside)?.[0] ?? '', ['drillbook']) !== undefined
  )
    return false;
  return (
    /^[$!@]?[A-Za-z][\w.-]*\s*(?:[={]|:(?!\/\/)\s?\S)/.test(inside) ||
    /^(?:skip|ignore|hidden|no-?\s?(?:test|run|exec))(?:\b.{0,20})?$/i.test(inside)
  );
}

const prose =
  /^(?:markdownlint|prettier|vale|cspell|textlint|remark|lint|alex|eslint|write-good|toc|doctoc|more|todo|fixme|note|warning|xxx|hack|spdx|copyright|license|source|see|screenshot|author|reviewed?|updated?|begin|end|mdformat|djlint|omit|figure|image|tip|info|important)\b/i;

const uncompared = { note: 'the output is not compared', hint: 'Write it into an `output` fence: lines, `...`, `(regex)`, `(glob)`.' };

/** InnovationEngine: the block below is what the step before prints, as alike as the number says or matched by the pattern. */
function similarity(text: string, pattern: string | undefined, number: number): Directive {
  if (pattern !== undefined) {
    try {
      if (new RegExp(pattern) instanceof RegExp) return { text, result: 'pattern', pattern: `/${pattern}/` };
    } catch {
      return { text, result: 'uncompared', note: 'JavaScript cannot read the pattern, the output is not compared', hint: uncompared.hint };
    }
  }
  if (number === 1) return { text, result: 'exact' };
  return {
    text,
    result: 'uncompared',
    note: 'how alike texts are says nothing of health: the output is not compared',
    hint: uncompared.hint,
  };
}

/** OCaml's mdx: labels apart by commas. */
function labels(text: string, list: string): Directive {
  const meanings = list.split(/\s*,\s*/).map((label): Meaning => {
    const [key = '', value] = label.split('=');
    if (key === 'skip') return { ignored: true };
    if (key === 'non-deterministic') return value === 'output' ? {} : { ignored: true };
    const known = key === 'dir' && value !== undefined ? meaningOfKey(key, value) : undefined;
    return known ?? { note: `"${label}" says nothing here` };
  });
  const attributes = Object.assign({}, ...meanings.map(meaning => meaning.attributes ?? {})) as NonNullable<Meaning['attributes']>;
  const note = meanings.find(meaning => meaning.note !== undefined)?.note;
  return {
    text,
    ...(Object.keys(attributes).length === 0 ? {} : { attributes }),
    ...(meanings.some(({ ignored }) => ignored) ? { ignored: true } : {}),
    ...(note === undefined ? {} : { note }),
  };
}
