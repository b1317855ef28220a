import type { Counts, Survey } from './survey.ts';

interface Toll {
  readonly points: number;
  readonly why: string;
}

/** How little stands between a runbook and its first drill, and what. A runbook that does nothing has nothing to drill. */
export function easeOf(counts: Counts): Pick<Survey, 'score' | 'reasons'> {
  if (counts.acting === 0)
    return {
      score: 0,
      reasons: [counts.steps === 0 ? 'no block is a step' : 'nothing acts: it only looks'],
    };
  const tolls = tollsOf(counts)
    .filter(({ points }) => points > 0)
    .sort((one, other) => other.points - one.points);
  const sum = tolls.reduce((total, { points }) => total + points, 0);
  // Never 0: something could be drilled.
  return { score: Math.max(1, Math.round(100 - sum)), reasons: tolls.map(({ why }) => why) };
}

function tollsOf({
  commands,
  errors,
  warnings,
  placeholders,
  inline,
  branches,
  manual,
  procedures,
  verifying,
  steps,
  acting,
}: Counts): readonly Toll[] {
  const many = (count: number, one: string, several = `${one}s`): string => `${count} ${count === 1 ? one : several}`;
  const atMost = (most: number, points: number): number => Math.min(most, points);
  return [
    { points: atMost(40, errors * 15), why: `${many(errors, 'error')} in the file` },
    { points: atMost(45, commands.stub.length * 15), why: `acts through ${list(commands.stub)}, which only a stub stands for` },
    { points: atMost(30, commands.nothing.length * 6), why: `the bastion has no ${list(commands.nothing)}` },
    { points: atMost(12, commands.file.length * 3), why: `needs ${list(commands.file)} copied in` },
    { points: atMost(20, manual * 4), why: `${many(manual, 'manual step')} to answer for` },
    { points: atMost(20, placeholders.length * 3), why: `${many(placeholders.length, 'placeholder')} to bind` },
    { points: atMost(15, inline * 3), why: `${many(inline, 'inline command')} to run or to skip` },
    { points: atMost(10, branches * 2), why: `${many(branches, 'branch', 'branches')} to take or not` },
    {
      points: procedures.length > 1 ? atMost(10, procedures.length) : 0,
      why: `${procedures.length} acting sections: choose one with \`follow\``,
    },
    { points: atMost(10, warnings), why: `${many(warnings, 'warning')}` },
    { points: verifying === 0 ? 3 : 0, why: 'nothing verifies' },
    { points: atMost(5, Math.max(0, steps + acting - 20) / 10), why: `${steps} steps` },
  ];
}

function list(names: readonly string[]): string {
  return names.length <= 4 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
