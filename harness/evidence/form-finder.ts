import type { Span } from './span.ts';
import type { WrittenForm } from './written-forms.ts';

/** Finds forms in texts, in time that grows with the text's length and not with what it holds. */
export interface FormFinder {
  find(text: string): readonly Span[];
  /** Where the earliest form begins that may go on after the text's end; the text's length when none does. */
  pending(text: string): number;
}

/** What is left of a secret at a place where we or a program cut a text is hidden when it has at least so many characters. */
const shortestRest = 5;
const blanks = [' ', '\t'] as const;
const cutMark = '…'.charCodeAt(0);
/** After it an output goes on somewhere in its middle, see engines/inside/output-buffer.ts. */
const leftOut = ' bytes left out …]\n';

/** Nodes are numbers; all forms are followed at once, so that no text can make it go back and try again. */
export function formFinder(forms: readonly WrittenForm[]): FormFinder {
  const graph = graphOf(forms);
  if (forms.length === 0) return { find: () => [], pending: text => text.length };
  return {
    find(text) {
      const spans: Span[] = [];
      follow(text, graph, spans);
      return spans;
    },
    pending: text => Math.min(text.length, ...follow(text, graph).values()),
  };
}

interface Graph {
  /** Nodes after a first character, and those after it from which the second goes on: most first characters begin nothing. */
  readonly roots: ReadonlyMap<number, readonly number[]>;
  readonly pairs: ReadonlyMap<number, readonly number[]>;
  /** For each node: code of a character, node after it, and so on. */
  readonly edges: readonly (readonly number[])[];
  /** What has been seen whole at a node. */
  readonly ends: ReadonlyMap<number, string>;
  /** Nodes between two units, where a form may go on that was cut before. */
  readonly between: readonly number[];
}

/** Resolves to the nodes at the end, with where the earliest form at each began. */
function follow(text: string, { roots, pairs, edges, ends, between }: Graph, spans?: Span[]): ReadonlyMap<number, number> {
  let active = new Map<number, number>();
  let resumeAt = text.indexOf(leftOut);
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (resumeAt >= 0 && index === resumeAt + leftOut.length) {
      for (const node of between) if (!active.has(node)) active.set(node, index);
      resumeAt = text.indexOf(leftOut, index);
    }
    if (spans !== undefined && (code === cutMark || (code === 10 && text.startsWith('\n[… ', index))))
      for (const from of active.values())
        if (index - from >= shortestRest) spans.push({ from, to: index, what: 'the beginning of a registered secret' });
    const starts = index + 1 < text.length ? pairs.get(pairOf(code, text.charCodeAt(index + 1))) : roots.get(code);
    if (active.size === 0 && starts === undefined) continue;
    const next = new Map<number, number>();
    const reach = (node: number, from: number): void => {
      const known = next.get(node);
      if (known !== undefined && known <= from) return;
      next.set(node, from);
      const what = ends.get(node);
      if (what !== undefined && index + 1 - from >= shortestRest) spans?.push({ from, to: index + 1, what });
    };
    for (const [node, from] of active) {
      const out = edges[node] ?? [];
      for (let edge = 0; edge < out.length; edge += 2) if (out[edge] === code) reach(out[edge + 1] ?? 0, from);
    }
    for (const node of starts ?? []) reach(node, index);
    active = next;
  }
  return active;
}

function graphOf(forms: readonly WrittenForm[]): Graph {
  const edges: number[][] = [];
  const ends = new Map<number, string>();
  const between: number[] = [];
  const roots = new Map<number, number[]>();
  const pairs = new Map<number, number[]>();
  const node = (): number => edges.push([]) - 1;
  const connect = (from: number, text: string, to: number): void => {
    let at = from;
    for (let index = 0; index < text.length; index++) {
      const after = index === text.length - 1 ? to : node();
      edges[at]?.push(text.charCodeAt(index), after);
      at = after;
    }
  };
  for (const { units, gaps, lineBreaks = [], what } of forms) {
    const root = node();
    let at = root;
    let indented: number | undefined;
    for (const [index, ways] of units.entries()) {
      const after = node();
      for (const way of ways) {
        connect(at, way, after);
        if (indented !== undefined) connect(indented, way, after);
      }
      indented = undefined;
      if (index < units.length - 1) {
        between.push(after);
        for (const gap of gaps) connect(after, gap, after);
        if (lineBreaks.length > 0) {
          indented = node();
          for (const lineBreak of lineBreaks) for (const blank of blanks) connect(after, lineBreak + blank, indented);
          for (const blank of blanks) connect(indented, blank, indented);
        }
      } else ends.set(after, what);
      at = after;
    }
    for (const [code, after] of edgesOf(edges, root)) {
      add(roots, code, after);
      for (const second of new Set(edgesOf(edges, after).map(([next]) => next))) add(pairs, pairOf(code, second), after);
    }
  }
  return { roots, pairs, edges, ends, between };
}

function edgesOf(edges: readonly (readonly number[])[], node: number): readonly (readonly [code: number, after: number])[] {
  const out = edges[node] ?? [];
  return Array.from({ length: out.length / 2 }, (_, index) => [out[2 * index] ?? 0, out[2 * index + 1] ?? 0]);
}

function add(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

function pairOf(first: number, second: number): number {
  return first * 65_536 + second;
}
