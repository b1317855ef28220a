import { join } from 'node:path';
import { shellWord } from '../../proposing/shell-word.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import type { Project } from './project.ts';
import type { Proposal, ProposedFile } from './propose.ts';

export interface Outcome {
  readonly project: Project;
  readonly proposal: Proposal;
  /** Files that were written, or would be. */
  readonly written: readonly ProposedFile[];
  readonly wrote: boolean;
  /** Whether git leaves out what drills leave. */
  readonly ignored: boolean;
  /** As a person would type it. */
  readonly folder: string;
}

/** What was found, what is still to do in it, and the next commands. */
export function nextSteps({ project, proposal, written, wrote, ignored, folder }: Outcome): string {
  const scenarios = written.filter(({ todo }) => todo !== undefined);
  const ready = scenarios.filter(({ todo = [] }) => todo.length === 0);
  const open = scenarios.filter(({ todo = [] }) => todo.length > 0);
  const place = (file: string): string => shellWord(join(folder, file));
  const first = (ready.find(({ guessed }) => guessed !== true) ?? ready[0] ?? open[0])?.file;
  const commands = [
    ...(wrote ? [] : [`drillbook init ${folder === '.' ? '' : `${shellWord(folder)} `}--write`]),
    ...(first === undefined
      ? ['drillbook plan']
      : ready.length > 0
        ? [`drillbook plan ${place(first)}`, `drillbook drill ${place(first)}`]
        : [`$EDITOR ${place(first)}`, `drillbook plan ${place(first)}`]),
    ...(wrote && first !== undefined ? [ready.length > 0 ? 'drillbook plan scenarios' : `drillbook drill ${place(first)}`] : []),
  ];
  return [
    `${wrote ? 'Wrote' : 'Would write'} ${count(written.length, 'file')}: ${count(scenarios.length, 'scenario')} of ${actingRunbooks(project.runbooks.length)}, ${count(project.stacks.length, 'stack')}.`,
    ...(wrote ? written.map(({ file }) => `  ${cleanLine(file)}`) : []),
    ...proposal.left.map(line => `${cleanLine(line)}.`),
    ...(open.length === 0
      ? []
      : ['Before they can be drilled (each file says it at its top):', ...open.flatMap(file => todoOf(file, open.length))]),
    ...(ignored ? [] : ['Tell git to leave out what drills leave: echo .drillbook >> .gitignore']),
    'Next:',
    ...commands.slice(0, 3).map(command => `  ${command}`),
    '',
  ].join('\n');
}

/** Of few files all that is to be done, of many each one's first. */
function todoOf({ file, todo = [] }: ProposedFile, files: number): readonly string[] {
  const shown = todo.slice(0, files > 5 ? 1 : 5).map(line => `    ${cleanLine(line)}`);
  return [`  ${cleanLine(file)}`, ...shown, ...(todo.length > shown.length ? [`    … and ${todo.length - shown.length} more`] : [])];
}

/** `1 scenario`, `2 scenarios`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

export function actingRunbooks(number: number): string {
  return `${count(number, 'runbook')} that act${number === 1 ? 's' : ''}`;
}
