import type { CellResult, NotTriedReason } from '../../model/matrix.ts';
import type { Matrix, MatrixCell } from './matrix-schema.ts';

interface Word {
  /** In a table: one letter, for colours are not for everybody. */
  readonly letter: string;
  /** After a number of cells, or alone. */
  readonly word: string;
  /** What it means. */
  readonly meaning: string;
  readonly tone: 'green' | 'dim' | 'yellow' | 'red';
  /** Which badge of a report's page. */
  readonly badge: 'verified' | 'inconclusive' | 'refuted';
}

/** What is said of each result, everywhere. */
export const cellWords: Readonly<Record<CellResult, Word>> = {
  heals: {
    letter: 'H',
    word: 'heals its own fault',
    meaning: 'With its own fault service came back and stayed. That this needed the procedure is shown by a drill, not here.',
    tone: 'green',
    badge: 'verified',
  },
  stops: {
    letter: 's',
    word: 'stops at its diagnosis',
    meaning: "With another's fault it ended at a step of its diagnosis, before any step that acts: what a good runbook does.",
    tone: 'green',
    badge: 'verified',
  },
  'acts-in-vain': {
    letter: 'v',
    word: 'acts in vain',
    meaning: "With another's fault steps that act were carried out, and service stayed away.",
    tone: 'yellow',
    badge: 'inconclusive',
  },
  'acts-and-restores': {
    letter: 'r',
    word: 'acts, and service comes back',
    meaning:
      "With another's fault steps that act were carried out, and service came back. It may mend both; it may restart everything whatever the trouble is; the fault may pass by itself.",
    tone: 'yellow',
    badge: 'inconclusive',
  },
  harms: {
    letter: 'X',
    word: 'does harm',
    meaning:
      "With another's fault what must never be was seen, or writes were lost, doubled or brought back, while it was followed, and not while nobody did anything.",
    tone: 'red',
    badge: 'refuted',
  },
  fails: {
    letter: 'F',
    word: 'does not heal its own fault',
    meaning: 'With its own fault the trial is refuted, as in a drill.',
    tone: 'red',
    badge: 'refuted',
  },
  'not-judged': {
    letter: '?',
    word: 'not judged',
    meaning: 'Something kept the trial from telling; it is never a pass.',
    tone: 'yellow',
    badge: 'inconclusive',
  },
};

/** In a table, of a combination that was not tried. */
export const notTriedLetter = '.';

export const notTriedWords: Readonly<Record<NotTriedReason, string>> = {
  'not-near': 'no near miss',
  'same-procedure': 'the same procedure',
  'same-fault': 'the same fault',
  'variables-differ': 'variables with two values',
  'fault-comes-with-a-step': "a fault that comes with its own runbook's step",
  interrupted: 'interrupted before',
};

/** Stands under every matrix. */
export const verifiesNothing =
  'A matrix verifies nothing: each cell is one trial as written, and none without the runbook beside it shows that it was needed. `drillbook drill` does.';

/** `5 heal …`: counts of what came out, in the order of the words, those that are 0 left out. */
export function countsOf({ totals }: Matrix): readonly { readonly result: CellResult; readonly text: string }[] {
  return (Object.keys(cellWords) as CellResult[])
    .filter(result => totals[result] > 0)
    .map(result => ({ result, text: `${totals[result]} × ${cellWords[result].word}` }));
}

/** What was left out, in one line; undefined when nothing was. */
export function notTriedSentence({ stacks, all }: Matrix): string | undefined {
  const left = stacks.flatMap(({ notTried }) => notTried);
  if (left.length === 0) return undefined;
  const whys = (Object.keys(notTriedWords) as NotTriedReason[]).flatMap(why => {
    const count = left.filter(one => one.why === why).length;
    return count === 0 ? [] : [`${count} ${notTriedWords[why]}`];
  });
  const more = !all && left.some(({ why }) => why === 'not-near') ? '; `--all` tries those that are no near miss' : '';
  return `${left.length} ${left.length === 1 ? 'combination' : 'combinations'} not tried: ${whys.join(', ')}${more}`;
}

/** What a person looks at: all but what is as it should be, the worst first. */
export function worthALook(cells: readonly MatrixCell[]): readonly MatrixCell[] {
  const order: readonly CellResult[] = ['harms', 'fails', 'not-judged', 'acts-and-restores', 'acts-in-vain'];
  return order.flatMap(result => cells.filter(cell => cell.result === result));
}
