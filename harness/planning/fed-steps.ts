import type { PlannedStep } from './plan.ts';

/**
 * Later steps that read what a step's commands write: a file that it names after `>`, `tee` or an option for output, or a variable that it
 * sets. Without these commands such a step fails for want of them, which tells nothing about what it looks at.
 */
export function fedSteps(steps: readonly PlannedStep[], index: number, idOf: (index: number) => string): readonly string[] {
  const step = steps[index];
  if (step === undefined || step.block.language === 'person') return [];
  const written = writtenBy(step.script);
  if (written.length === 0) return [];
  return steps.flatMap((later, at) =>
    at > index && later.omitted === undefined && written.some(({ isReadIn }) => isReadIn(later.script)) ? [idOf(at)] : [],
  );
}

interface Written {
  isReadIn(script: string): boolean;
}

const toFile = /(?:>>?\|?|\btee\s+(?:-a\s+)?|(?:^|\s)(?:-o|-f|-O|--output|--file|--rdb)[= ])\s*["']?([^\s"'|;&()<>]+)/gm;
const toVariable = /(?:^|[\s;(])(?:export\s+|local\s+|declare\s+|readonly\s+)?([A-Za-z_]\w*)=\S*\$\(|\bread\s+(?:-\w+\s+)*([A-Za-z_]\w*)/gm;

function writtenBy(script: string): readonly Written[] {
  const files = [...script.matchAll(toFile)]
    .map(([, file = '']) => file)
    .filter(file => !file.startsWith('/dev/') && /[\w.]/.test(file))
    .map((file): Written => ({ isReadIn: text => text.includes(file) }));
  const variables = [...script.matchAll(toVariable)].map(([, assigned, read]): Written => ({
    isReadIn: text => new RegExp(`\\$\\{?${assigned ?? read ?? ''}\\b`).test(text),
  }));
  return [...files, ...variables];
}
