import { resolve } from 'node:path';
import { showLocation } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import { cleanLine } from '../../reports/clean-text.ts';
import { shellWord } from '../../proposing/shell-word.ts';
import { uniqueProblems } from '../show-problems.ts';

/** Which option a part of the scenario was made of. */
const optionOf: Readonly<Record<string, string>> = {
  runbook: 'the runbook',
  follow: '--follow',
  take: '--take',
  stack: '--stack',
  steadyState: '--healthy',
  faults: '--fault',
  variables: '--variable',
  budget: '--recovery',
};

/** Problems of an ad-hoc drill as who typed it can mend them: what lies in the scenario is told of the option, with the option to add. */
export function asOptions(problems: readonly Problem[], { file, text }: { readonly file: string; readonly text: string }): string {
  const lines = text.split('\n');
  return uniqueProblems(problems)
    .map(problem => {
      const { location, severity, message, rule } = problem;
      const key = lines
        .slice(0, location.line)
        .findLast(line => /^\w+:/.test(line))
        ?.replace(/:.*$/, '');
      const where = resolve(location.file) === resolve(file) ? (optionOf[key ?? ''] ?? 'the scenario') : showLocation(location);
      const hint = hintOf(problem);
      return `${cleanLine(`${where}: ${severity}: ${inOptions(message)} [${rule}]`)}\n${hint === undefined ? '' : `  ${cleanLine(hint)}\n`}`;
    })
    .join('');
}

function inOptions(message: string): string {
  return message
    .replace('expected `follow` to name', 'expected --follow to name')
    .replace('expected `take` to name', 'expected --take to name');
}

function hintOf({ rule, message, hint }: Problem): string | undefined {
  const first = /: ([^\s,]+) \(line/.exec(message)?.[1];
  if (rule === 'several-procedures' && first !== undefined) return `Add for instance --follow ${shellWord(first)}`;
  if (rule === 'undecided-branch' && first !== undefined) return `Add --take ${shellWord(first)}, or --take none`;
  const placeholder = /^unexpected placeholder "(.*)" in step /s.exec(message)?.[1];
  if (rule === 'unbound-placeholder' && placeholder !== undefined) return `Add --variable ${shellWord(`${placeholder}=…`)}`;
  return hint;
}
