import type { Stack } from '../../model/stack.ts';
import { digestOf } from '../../support/digest.ts';
import { meaningAt, type Meaning } from './meaning.ts';
import { alone } from './named.ts';
import { mapTexts, type StackText } from './stack-texts.ts';
import type { Subject } from './subjects.ts';

/** The stack with another value wherever it means the same; or why that cannot be done without a guess. */
export type Renamed = { readonly ok: true; readonly stack: Stack } | { readonly ok: false; readonly why: string };

/** Gives a database or a password another name in all texts of a stack. */
export function rename(stack: Stack, subject: Subject): Renamed {
  // What is written in another way in URLs would not be found there.
  if (!/^[\w.-]+$/.test(subject.value)) return { ok: false, why: 'it has characters that are written in several ways' };
  let why: string | undefined;
  const renamed = mapTexts(stack, text =>
    text.text.replaceAll(alone(subject.value), (found, offset: number) => {
      const meaning = meaningHere(text, offset, found.length);
      const mine = meaning === subject.kind;
      if (meaning === 'unknown' || (mine && text.fixed === true))
        why ??= `it also stands in the ${text.where}${text.variable === undefined ? '' : `, \`${text.variable}\``}, and nobody can tell what it means there`;
      return mine ? otherNameOf(subject) : found;
    }),
  );
  return why === undefined ? { ok: true, stack: renamed } : { ok: false, why };
}

function meaningHere({ text, before, variable }: StackText, from: number, length: number): Meaning {
  return meaningAt({
    text,
    from,
    to: from + length,
    ...(before === undefined ? {} : { before }),
    ...(variable === undefined ? {} : { variable }),
  });
}

/** Always the same for a place, so that what a server's first start makes is kept; and nothing that the old value could be told from. */
function otherNameOf({ kind, what }: Subject): string {
  return `elsewhere_${digestOf(`${kind} ${what}`).slice(-8)}`;
}
