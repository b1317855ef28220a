import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import { titlesAbove } from '../shell-facts/around.ts';
import { proseLines } from './prose-lines.ts';

/** A limit that a list, a table or a symptom states: `Mail queue: > 200 messages`. */
export interface StatedLimit {
  /** What is limited, as the page calls it. */
  readonly title: string;
  /** Its words in one form and order, so that `MailQueueLength` and "length of the mail queue" are the same. */
  readonly subject: string;
  readonly line: number;
  readonly values: readonly LimitValue[];
}

export interface LimitValue {
  readonly sign: '<' | '>';
  readonly value: number;
  /** Empty where a number counts things. */
  readonly unit: string;
  /** As it is written. */
  readonly text: string;
  readonly location: Location;
}

/** The limits that a document states, by line; those of blocks are what commands and alerts hold. */
export function statedLimits(document: Pick<CheckedDocument, 'source' | 'runbook'>): readonly StatedLimit[] {
  const { source, runbook } = document;
  return proseLines(document).flatMap(({ line, text }) => {
    if (!/(?:[<>≤≥]=?|&[lg]t;)\s*\d/.test(text)) return [];
    const named = nameOn(text);
    if (named === undefined) return [];
    const title = general.test(named.name) ? titlesAbove(runbook, line).find(one => !general.test(one)) : named.name;
    const subject = subjectOf(title ?? '');
    const values = valuesIn(text, named.from, { file: source.file, line });
    return title === undefined || subject === '' || values.length === 0 ? [] : [{ title: title.trim(), subject, line, values }];
  });
}

/** What stands before the limit on its line, and where it ends: a table's first cell, a label, or nothing in an item. */
function nameOn(text: string): { readonly name: string; readonly from: number } | undefined {
  const match =
    /^\s*\|\s*(?:\*\*|`)?([A-Za-z][^|]*?)(?:\*\*|`)?\s*\|/.exec(text) ??
    /^\s*(?:(?:[-*+]|\d+[.)])\s+)?(?:\*\*|`)?([A-Za-z][\w /()]*?(?:-\w+)*)(?:\*\*|`)?\s*(?::(?:\*\*)?|\s[-–—]\s)/.exec(text) ??
    /^\s*[-*+]\s+()(?=[<>≤≥])/.exec(text);
  if (match === null) return undefined;
  const name = match[1] ?? '';
  return { name: name === '' ? 'symptoms' : name, from: match[0].length };
}

/** Names that say nothing of what is limited: the heading does. */
const general = /^(?:symptoms?|triggers?|alerts?|thresholds?|limits?|conditions?|when|signs?|detection|indicators?)\b/i;

const units: Readonly<Record<string, string>> = {
  '%': '%',
  ms: 'ms',
  s: 's',
  sec: 's',
  second: 's',
  min: 'min',
  minute: 'min',
  h: 'h',
  hour: 'h',
  day: 'd',
  kb: 'KB',
  mb: 'MB',
  gb: 'GB',
  tb: 'TB',
};

function valuesIn(text: string, from: number, { file, line }: Pick<Location, 'file' | 'line'>): readonly LimitValue[] {
  const found = text.matchAll(/(?<![\w<>=-])([<>≤≥]=?|&[lg]t;=?)\s*(\d[\d,]*(?:\.\d+)?)\s*(%|[a-zA-Z]+)?/g);
  return [...found].flatMap(({ 0: whole, 1: sign = '', 2: number = '', 3: word = '', index }) => {
    if (index < from) return [];
    const unit = units[word.toLowerCase()] ?? units[word.toLowerCase().replace(/s$/, '')] ?? '';
    const written = (unit === '' ? whole.slice(0, whole.length - word.length) : whole).trimEnd();
    return [
      {
        sign: /^(?:<|≤|&lt)/.test(sign) ? '<' : '>',
        value: Number(number.replaceAll(',', '')),
        unit,
        text: written,
        location: { file, line, column: index + 1, endLine: line, endColumn: index + 1 + written.length },
      },
    ];
  });
}

const said = new Set(
  'a alert alerts and at critical exceeded exceeds for growing high in is issue issues large limit low many of on or problem problems the threshold to too warning'.split(
    ' ',
  ),
);

function subjectOf(title: string): string {
  const words = title
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter(word => word !== '' && !said.has(word))
    .map(word => word.replace(/s$/, ''));
  return [...new Set(words)].sort().join(' ');
}
