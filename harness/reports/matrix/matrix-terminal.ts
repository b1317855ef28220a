import { logText } from '../ci/log-text.ts';
import { cleanLine } from '../clean-text.ts';
import { columnsOf } from '../fit-line.ts';
import { painter } from '../paint.ts';
import type { Paint } from '../paint.ts';
import { shortNames } from '../progress/short-names.ts';
import { showPlace } from '../report-place.ts';
import { wrap } from '../wrap.ts';
import type { Matrix, MatrixCell } from './matrix-schema.ts';
import { nextStepOf } from './next-step.ts';
import {
  actsUngated,
  cellWords,
  countsOf,
  leftOutLines,
  notTriedLetter,
  notTriedSentence,
  remarks,
  verifiesNothing,
  wordOf,
  worthALook,
} from './words.ts';

export interface MatrixTerminalOptions {
  readonly color: boolean;
  /** Columns; anything below 20 is not believed (a terminal may report 0). */
  readonly width: number;
  readonly matrixFile?: string;
}

type Stack = Matrix['stacks'][number];

/** Behind the name of a procedure that nothing can stop. */
const ungatedMark = ' *';

/** A table for each stack: a row is a procedure, a column a fault, both with the number of their scenario; below it what to look at. */
export function showMatrix(matrix: Matrix, { color, width, matrixFile }: MatrixTerminalOptions): string {
  const paint = painter(color);
  const columns = width < 20 || !Number.isFinite(width) ? 80 : Math.min(width, 140);
  const blocks = matrix.stacks.map(stack => showStack(stack, paint, columns).join('\n'));
  return logText(`${[...blocks, summary(matrix, paint, columns, matrixFile).join('\n')].join('\n\n')}\n`);
}

function showStack(stack: Stack, paint: Paint, columns: number): readonly string[] {
  const { scenarios, cells } = stack;
  const names = shortNames(
    scenarios.map(({ id }) => id),
    Math.max(8, Math.floor(columns * 0.4)),
  );
  const nameOf = (number: number): string => {
    const scenario = scenarios.find(one => one.number === number);
    return cleanLine(names.get(scenario?.id ?? '') ?? String(number));
  };
  const digits = Math.max(...scenarios.map(({ number }) => String(number).length));
  const labels = scenarios.map(
    ({ number, canStop }) => `${String(number).padStart(digits)} ${nameOf(number)}${canStop ? '' : ungatedMark}`,
  );
  const labelWidth = Math.max(...labels.map(columnsOf));
  // A wide table would wrap: its columns come in parts, each with all rows.
  const perPart = Math.max(1, Math.floor((columns - labelWidth - 2) / (digits + 1)));
  const parts = Array.from({ length: Math.ceil(scenarios.length / perPart) }, (_, part) =>
    scenarios.slice(part * perPart, (part + 1) * perPart),
  );
  const letter = (procedureOf: number, faultOf: number): string => {
    const cell = cells.find(one => one.procedureOf === procedureOf && one.faultOf === faultOf);
    const word = cell === undefined ? undefined : cellWords[cell.result];
    const text = (word?.letter ?? notTriedLetter).padStart(digits);
    return word === undefined || (cell !== undefined && actsUngated(cell)) ? paint('dim', text) : paint(word.tone, text);
  };
  const pad = (text: string): string => `${text}${' '.repeat(Math.max(0, labelWidth - columnsOf(text)))}`;
  const tables = parts.map(part => [
    paint('dim', `${pad('procedure of')}  ${part.map(({ number }) => String(number).padStart(digits)).join(' ')}`),
    ...scenarios.map(({ number }, row) => `${pad(labels[row] ?? '')}  ${part.map(one => letter(number, one.number)).join(' ')}`),
  ]);
  return [
    ...wrap(`${cleanLine(stack.name)}: ${scenarios.length} procedures (rows) against ${scenarios.length} faults (columns)`, columns).map(
      line => paint('bold', line),
    ),
    ...tables.flatMap(table => ['', ...table]),
    '',
    ...legend(stack, paint, columns),
    ...together(worthALook(cells)).flatMap((alike, index, all) => [
      '',
      ...showCells(alike, nameOf, paint, columns),
      ...nextLines(alike[0], all[index + 1]?.[0], columns).map(line => paint('dim', line)),
    ]),
  ];
}

function legend({ cells, scenarios }: Stack, paint: Paint, columns: number): readonly string[] {
  const used = (Object.keys(cellWords) as MatrixCell['result'][]).filter(result => cells.some(cell => cell.result === result));
  const words = [
    ...used.map(result => `${cellWords[result].letter} ${cellWords[result].word}`),
    `${notTriedLetter} not tried`,
    ...(scenarios.every(({ canStop }) => canStop) ? [] : [`${ungatedMark.trim()} its diagnosis has no gate`]),
  ];
  return apart(words, columns).map(line => paint('dim', line));
}

/** Words with dots between them; a line breaks only after a dot. */
function apart(words: readonly string[], columns: number): readonly string[] {
  const whole = words.map((word, index) => `${word}${index === words.length - 1 ? '' : ' ·'}`.replaceAll(' ', '\u00A0'));
  return wrap(whole.join(' '), columns).map(line => line.replaceAll('\u00A0', ' '));
}

/** What is no failure is told once for each procedure: where a runbook cannot stop it acts on every fault. */
function together(cells: readonly MatrixCell[]): readonly (readonly [MatrixCell, ...MatrixCell[]])[] {
  const groups: [MatrixCell, ...MatrixCell[]][] = [];
  for (const cell of cells) {
    const acts = cell.result === 'acts-in-vain' || cell.result === 'acts-and-restores';
    const group = acts
      ? groups.find(([first]) => first.result === cell.result && first.procedureOf === cell.procedureOf && samePlace(first, cell))
      : undefined;
    if (group === undefined) groups.push([cell]);
    else group.push(cell);
  }
  return groups;
}

function samePlace({ at: one }: MatrixCell, { at: other }: MatrixCell): boolean {
  return one?.file === other?.file && one?.line === other?.line;
}

function showCells(
  cells: readonly [MatrixCell, ...MatrixCell[]],
  nameOf: (number: number) => string,
  paint: Paint,
  columns: number,
): readonly string[] {
  const [cell] = cells;
  const { letter, tone } = cellWords[cell.result];
  const faults = cells.map(({ faultOf }) => nameOf(faultOf)).join(', ');
  const against = cell.own ? 'its own fault' : `${cells.length === 1 ? 'the fault' : 'the faults'} of ${faults}`;
  const reason = cell.reason === undefined ? '' : ` (${cell.reason})`;
  const [first = '', ...more] = wrap(cleanLine(`${nameOf(cell.procedureOf)} against ${against}: ${wordOf(cell)}${reason}`), columns - 4);
  return [
    `${paint(tone, letter)} ${paint('bold', first)}`,
    ...[...more, ...(cells.length === 1 ? wrap(cleanLine(cell.sentence), columns - 4) : [])].map(line => `    ${line}`),
    ...(cell.at === undefined ? [] : [`    ${paint('cyan', cleanLine(showPlace(cell.at)))}`]),
  ];
}

/** Once below all cells for which the same is to be done. */
function nextLines(cell: MatrixCell, following: MatrixCell | undefined, columns: number): readonly string[] {
  const next = nextStepOf(cell);
  return next === '' || (following !== undefined && nextStepOf(following) === next)
    ? []
    : wrap(`→ ${next}`, columns - 4).map(line => `    ${line}`);
}

function summary(matrix: Matrix, paint: Paint, columns: number, matrixFile: string | undefined): readonly string[] {
  const notTried = notTriedSentence(matrix);
  const counts = countsOf(matrix).map(({ text }) => text);
  const cells = `${matrix.totals.cells} ${matrix.totals.cells === 1 ? 'cell' : 'cells'}`;
  const lines = [
    ...(notTried === undefined ? [] : [notTried]),
    ...remarks(matrix),
    ...leftOutLines(matrix).map(line => `left out: ${line}`),
    ...(matrix.interrupted ? ['interrupted: what is missing was not tried'] : []),
    verifiesNothing,
  ];
  return [
    ...(counts.length === 0 ? ['nothing was tried'] : apart([...counts.slice(0, -1), `${counts.at(-1) ?? ''}  (${cells})`], columns)),
    ...lines.flatMap(line => wrap(cleanLine(line), columns)),
    ...(matrixFile === undefined ? [] : [`${paint('dim', 'matrix')} ${cleanLine(matrixFile)}`]),
  ];
}
