/** A text without what only colours it, and where each of its characters stood. */
export interface PlainText {
  readonly text: string;
  /** Place in the coloured text of a place in the plain one. */
  at(index: number): number;
}

/** Control sequences of ECMA-48, section 5.4; also as JSON writes them, for files that are scanned as they stand. */
// oxlint-disable-next-line no-control-regex -- terminals are told by control characters what colour to use
const controlSequence = /(?:\u001B|\\u001[bB])\[[0-?]*[ -/]*[@-~]/g;
// oxlint-disable-next-line no-control-regex -- the same, cut off
const cutSequence = /\u001B(?:\[[0-?]*[ -/]*)?$/;
// oxlint-disable-next-line no-control-regex -- the same, beginning
const anySequence = /(?:\u001B|\\u001[bB])\[/;

/**
 * Takes control sequences out, for `grep --color` puts some into the middle of what it found. A sequence that is cut off at the end
 * is left out as well.
 */
export function plainText(colored: string): PlainText {
  // Far longer sequences mean nothing to a terminal.
  const end = colored.length - (cutSequence.exec(colored.slice(-64))?.[0].length ?? 0);
  if (!anySequence.test(colored)) return { text: colored.slice(0, end), at: index => index };
  const starts: number[] = [];
  const offsets: number[] = [];
  let text = '';
  let last = 0;
  for (const match of colored.slice(0, end).matchAll(controlSequence)) {
    starts.push(text.length);
    offsets.push(last);
    text += colored.slice(last, match.index);
    last = match.index + match[0].length;
  }
  starts.push(text.length);
  offsets.push(last);
  text += colored.slice(last, end);
  return {
    text,
    at(index) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((starts[middle] ?? 0) <= index) low = middle;
        else high = middle - 1;
      }
      return (offsets[low] ?? 0) + index - (starts[low] ?? 0);
    },
  };
}
