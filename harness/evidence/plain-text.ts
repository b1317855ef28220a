import { stripVTControlCharacters } from 'node:util';

/** A text without what a reader does not see, and where each of its characters stood. */
export interface PlainText {
  readonly text: string;
  /** Place in the whole text of a place in the plain one. */
  at(index: number): number;
  /** The same place of the whole text, or where the sequence begins in whose middle it is. */
  outside(place: number): number;
}

/**
 * All ways in which a text is read: as it stands; as a terminal shows it, for `grep --color` and `tput sgr0` put something into the
 * middle of a word; and as reports show it, which take out what Node.js calls a control sequence (reports/clean-text.ts). What is cut
 * off at the end is left out as well.
 */
export function plainTexts(whole: string): readonly PlainText[] {
  const asItStands: PlainText = { text: whole, at: index => index, outside: place => place };
  if (!anyUnseen.test(whole)) return [asItStands];
  const ranges = [...whole.matchAll(unseen)].map(rangeOf);
  const readings = [asItStands, without(whole, ranges), without(whole, droppedByReports(whole))];
  const last = ranges.at(-1);
  // A string that is cut off at the end may be none.
  if (last !== undefined && last.to === whole.length && last.to - last.from > 2)
    readings.push(without(whole, [...whole.matchAll(unseenButStrings)].map(rangeOf)));
  return readings.filter(({ text }, index) => readings.findIndex(other => other.text === text) === index);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const escape = String.raw`(?:\u001B|\\u001[bB])`;
// A string has no control characters in it; where it never ends, only what opens it is taken out. Longer ones are not used.
const string = String.raw`(?:[^\p{Cc}\\]|\\(?!u00)){0,4096}`;
const opensString = String.raw`(?:${escape}[PX\]^_]|[\u0090\u0098\u009D-\u009F])`;
const closesString = String.raw`(?:\u001B\\|\\u001[bB]\\\\|\u009C|\u0007|\\u0007)`;
const control = String.raw`(?:${escape}\[|\u009B)[0-?]{0,256}[ -\/]{0,16}`;
const character = String.raw`(?![\n\t\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]`;
/** As JSON writes them, for files that are scanned as they stand. */
const inJson = String.raw`\\u00(?:0[0-8bBcCeEfF]|1[\da-fA-F]|7[fF]|[89][\da-fA-F])`;
const cutInJson = String.raw`\\(?:u(?:0(?:0[01789]?)?)?)?$`;
const cutPair = String.raw`[\uD800-\uDBFF]$`;

/** ECMA-48, sections 5.3 to 5.6 and 8.2; ECMA-35, section 13. In this order: the longest first, then those that are cut off. */
const otherSequences: readonly string[] = [
  `${control}$`,
  String.raw`${escape}[ -\/]{0,16}$`,
  String.raw`${escape}[ -\/]{0,16}[0-~]`,
  character,
  inJson,
  cutInJson,
  cutPair,
];
const wholeSequences = [`${opensString}${string}${closesString}`, `${control}[@-~]`];
const unseen = new RegExp([...wholeSequences, `${opensString}${string}${escape}?$`, ...otherSequences].join('|'), 'gu');
const unseenButStrings = new RegExp([...wholeSequences, ...otherSequences].join('|'), 'gu');
const unseenCharacters = new RegExp(character, 'gu');
const anyUnseen = new RegExp(`${character}|${inJson}|${cutInJson}|${cutPair}`, 'u');
const beginning = String.raw`[\u001B\u009B]`;
/** From what may begin a sequence of Node.js's to the next; longer ones are strings of ECMA-48. */
const fromBeginning = new RegExp(String.raw`${beginning}[^\u001B\u009B]{0,256}(?:\u001B\\)?`, 'g');

/** Where, at the end of a text that may go on, sequences begin that reports may take for longer ones; the text's length when none do. */
export function pendingSequence(text: string): number {
  return text.length - (mayBeLonger.exec(text.slice(-longestPending))?.[0].length ?? 0);
}

const longestPending = 1024;
const mayBeLonger = new RegExp(String.raw`(?:${beginning}[[\]()#;?\w/&.:=%@~-]{0,256}){1,8}$`);

function droppedByReports(whole: string): readonly Range[] {
  const sequences = [...whole.matchAll(fromBeginning)].flatMap(({ index, 0: part }) => {
    // It begins in one place only, so that what is gone stood there.
    const length = part.length - stripVTControlCharacters(part).length;
    return length === 0 ? [] : [{ from: index, to: index + length }];
  });
  const ranges: Range[] = [];
  let next = 0;
  let last = 0;
  for (const match of whole.matchAll(unseenCharacters)) {
    for (let one = sequences[next]; one !== undefined && one.from <= match.index; one = sequences[++next]) {
      ranges.push(one);
      last = one.to;
    }
    if (match.index >= last) ranges.push(rangeOf(match));
  }
  return [...ranges, ...sequences.slice(next)];
}

function rangeOf({ index, 0: text }: RegExpExecArray): Range {
  return { from: index, to: index + text.length };
}

/** @param ranges in order, none over another. */
function without(whole: string, ranges: readonly Range[]): PlainText {
  const starts: number[] = [0];
  const offsets: number[] = [0];
  let text = '';
  let last = 0;
  for (const { from, to } of ranges) {
    text += whole.slice(last, from);
    last = to;
    // What is cut off at the end may go on, and nothing stands behind it yet.
    if (to === whole.length) break;
    starts.push(text.length);
    offsets.push(to);
  }
  text += whole.slice(last);
  return {
    text,
    at(index) {
      const low = lastUpTo(starts.length, place => (starts[place] ?? 0) <= index);
      return (offsets[low] ?? 0) + index - (starts[low] ?? 0);
    },
    outside(place) {
      const range = ranges[lastUpTo(ranges.length, index => (ranges[index]?.from ?? 0) < place)];
      return range !== undefined && range.from < place && place < range.to ? range.from : place;
    },
  };
}

/** The last of so many that is still so; the first when none is. */
function lastUpTo(count: number, isSo: (index: number) => boolean): number {
  let low = 0;
  let high = Math.max(0, count - 1);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isSo(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
