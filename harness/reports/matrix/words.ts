import type { CellResult, NotTriedReason } from '../../model/matrix.ts';
import type { Matrix, MatrixCell } from './matrix-schema.ts';

type Scenario = Matrix['stacks'][number]['scenarios'][number];

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
  'works-around': {
    letter: 'w',
    word: 'works around its own fault',
    meaning: 'With its own fault service came back and stayed, and the cause is still there.',
    tone: 'green',
    badge: 'verified',
  },
  stops: {
    letter: 's',
    word: 'stops at its diagnosis',
    meaning:
      "With another's fault it ended at a step that looks, before any that acts: what a good runbook does. What its diagnosis changes beside that is shown by the trial `without-fault`.",
    tone: 'green',
    badge: 'verified',
  },
  'acts-in-vain': {
    letter: 'v',
    word: 'acts in vain',
    meaning: "With another's fault steps that act were carried out, and service did not come back to stay.",
    tone: 'yellow',
    badge: 'inconclusive',
  },
  'acts-and-restores': {
    letter: 'r',
    word: 'acts, and service comes back',
    meaning:
      "With another's fault something acted, and service came back and stayed. It may mend both; it may restart everything whatever the trouble is; the fault may pass by itself.",
    tone: 'yellow',
    badge: 'inconclusive',
  },
  harms: {
    letter: 'X',
    word: 'does harm',
    meaning:
      "With another's fault what must never be was seen, writes or jobs were lost or doubled, or what the fault leaves up went down; and the fault does not bring that about otherwise.",
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

/** Whether it acted on another's fault, for nothing in its diagnosis could have stopped it: that says nothing of who reads what it prints. */
export function actsUngated({ result, diagnosisTried }: Pick<MatrixCell, 'result' | 'diagnosisTried'>): boolean {
  return !diagnosisTried && (result === 'acts-in-vain' || result === 'acts-and-restores');
}

/** What is said of one cell. */
export function wordOf(cell: Pick<MatrixCell, 'result' | 'diagnosisTried'>): string {
  return `${cellWords[cell.result].word}${actsUngated(cell) ? ', for its diagnosis has no gate' : ''}`;
}

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

/** `5 × heals its own fault`: counts of what came out, in the order of the words, those that are 0 left out. */
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
    return count === 0 ? [] : [`${count} × ${notTriedWords[why]}`];
  });
  const more = !all && left.some(({ why }) => why === 'not-near') ? '; `--all` tries what is no near miss' : '';
  return `${left.length} ${left.length === 1 ? 'combination' : 'combinations'} not tried: ${whys.join(', ')}${more}`;
}

/** What a reader must know of whole rows and columns: runbooks that cannot stop, and what such a matrix does not see. */
export function remarks({ stacks }: Matrix): readonly string[] {
  const all = stacks.flatMap(({ scenarios }) => scenarios);
  const where = (what: string, is: (one: Scenario) => boolean): string | undefined => {
    const numbers = all.filter(is).map(({ number }) => number);
    return numbers.length === 0 ? undefined : `${what}${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`;
  };
  const endless = where('procedure', ({ canStop }) => !canStop);
  const prepared = where('procedure', ({ prepares }) => prepares);
  const adapted = where('procedure', ({ adaptations }) => adaptations > 0);
  const blind = where('fault', ({ harmSeenBy }) => harmSeenBy.length === 0);
  return [
    ...(endless === undefined
      ? []
      : [
          `${endless} cannot stop: no step before the first that acts says what must be seen there (\`expect\`, \`exit\`, an \`output\` fence); that it acts on every fault is neither right nor wrong, for its diagnosis was not tried`,
        ]),
    ...(prepared === undefined
      ? []
      : [
          `${prepared}: what the scenario prepares (a backup, files) is not there with another's fault, but where the procedure may have stopped for want of it`,
        ]),
    ...(adapted === undefined ? [] : [`${adapted}: followed with the adaptations of the scenario, not as written`]),
    ...(blind === undefined ? [] : [`with ${blind} harm is hardly seen: the scenario has neither \`never\` nor \`load\``]),
  ];
}

/** What a person looks at: all but what is as it should be, the worst first. */
export function worthALook(cells: readonly MatrixCell[]): readonly MatrixCell[] {
  const order: readonly CellResult[] = ['harms', 'fails', 'not-judged', 'acts-and-restores', 'acts-in-vain', 'works-around'];
  return order.flatMap(result => cells.filter(cell => cell.result === result));
}

/** `<id>, <id> (<why>)`: scenarios that are in no matrix, those with the same reason together. */
export function leftOutLines({ leftOut }: Matrix): readonly string[] {
  const whys = [...new Set(leftOut.map(({ why }) => why))];
  return whys.map(why => {
    const ids = leftOut.filter(one => one.why === why).map(({ id }) => id);
    return `${ids.join(', ')} (${why})`;
  });
}

/** A line as a sentence on a page, without the marks of code that only a terminal needs. */
export function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1).replaceAll('`', '')}.`;
}
