import type { PlannedStepFacts } from '../../model/event.ts';
import { cleanLine, cleanText } from '../../reports/clean-text.ts';
import type { Paint } from '../../reports/paint.ts';
import { showPlace } from '../../reports/report-place.ts';
import { wrap } from '../../reports/wrap.ts';
import { showDuration } from '../../support/duration.ts';
import type { Asked } from '../../drill/gate.ts';

export interface StepView {
  readonly paint: Paint;
  readonly columns: number;
  readonly rows: number;
  /** What a reader of the runbook reads before it. */
  readonly words: readonly string[];
}

/** A step as a person must see it before it runs: the words above it, the block as it will run, where, for how long, and what it is asked for. */
export function showStep(asked: Asked, facts: PlannedStepFacts | undefined, { paint, columns, rows, words: above }: StepView): string {
  const { id, step, number, of, what, script } = asked;
  const { block } = step;
  const width = Math.max(20, Math.min(columns, 120)) - 2;
  const text = (value: string, indent = ' '): readonly string[] =>
    wrap(cleanLine(value), width - indent.length).map(line => `${indent}${line}`);
  const lines = cleanText(script.replace(/\n+$/, '')).split('\n');
  const most = Math.max(4, rows - 12);
  const shown = lines.length > most ? lines.slice(0, most - 1) : lines;
  const words = above.every(line => line.trim() === '') ? [] : above;
  const role = `${block.role}${block.roleFrom === 'guess' ? ' (guessed)' : ''}`;
  return [
    '',
    ...text(`Step ${number} of ${of} · ${id} · ${what === 'manual' ? 'by hand' : role} · ${showPlace(block.location)}`).map(line =>
      paint('bold', line),
    ),
    ...(words.length === 0 ? [] : ['']),
    ...(words.length > most ? text(`… ${words.length - most + 1} lines before these, from ${showPlace(block.location)} upwards`) : []),
    ...(words.length > most ? words.slice(1 - most) : words).flatMap(line => (line.trim() === '' ? [''] : text(line))),
    ...(what === 'manual' ? ['', ...text(block.prose || block.text)] : []),
    ...(what === 'manual'
      ? []
      : [
          '',
          ...shown.map(line => `   ${line}`),
          ...(shown.length < lines.length ? [`   … ${lines.length - shown.length} more lines: o shows them all`] : []),
          '',
          ...text(aboutStep(asked, facts)).map(line => paint('dim', line)),
        ]),
    '',
  ].join('\n');
}

/** The choices, for the place of the question. */
export function showChoices({ what, last }: Pick<Asked, 'what' | 'last'>, columns: number): string {
  const again = last === undefined ? [] : [`a run ${cleanLine(last)} again`];
  const more = ['n note', 'x shell', 'o output', 'q stop'];
  const choices = {
    step: ['[enter] run', 'e edit', 's skip', ...again, ...more],
    manual: ['d done', 's not done', ...again, ...more],
    'not-held': ['[enter] go on as written', ...again, ...more],
  }[what];
  const lines = [''];
  for (const choice of choices) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + choice.length + 3 > Math.max(20, columns) - 1) lines.push(choice);
    else lines[lines.length - 1] = line === '' ? choice : `${line}  ${choice}`;
  }
  return lines.map(line => ` ${line}\n`).join('');
}

function aboutStep({ step }: Asked, facts: PlannedStepFacts | undefined): string {
  const { block, timeoutMs, gate } = step;
  const { on, exit, retry, call, input, cwd, background } = block.attributes;
  const statuses = exit === undefined ? 'status 0' : exit === 'any' ? 'any status' : `status ${exit.join(' or ')}`;
  const expects = facts?.expects ?? (block.role === 'diagnose' && !gate ? 'nothing, it only looks' : statuses);
  return [
    `runs ${on === undefined ? 'on the bastion' : `in service ${on}`}${block.language === 'sql' ? ', by psql' : ''}`,
    ...(cwd === undefined ? [] : [`in folder ${cwd}`]),
    ...(call === undefined ? [] : [`then calls ${call}`]),
    ...(input === undefined ? [] : [`typed into it: ${input}`]),
    ...(background === true ? ['in the background'] : []),
    `limit ${showDuration(timeoutMs)}`,
    `expects ${expects}${block.role === 'verify' && retry === undefined ? ', tried again until its limit' : ''}`,
  ].join(' · ');
}
