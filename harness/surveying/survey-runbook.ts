import type { Block, Runbook, UnfencedCommand } from '../model/runbook.ts';
import { calledCommands, type CalledCommand } from '../reading/runbook/called-commands.ts';
import { statementsOf } from '../reading/runbook/statements.ts';
import { isTask } from '../reading/runbook/task.ts';
import { easeOf } from './ease.ts';
import { kindOfCommand, type CommandKind, type Known } from './known-commands.ts';
import type { Counts, Survey } from './survey.ts';
import { namedServices } from './named-services.ts';

/** Looks at a runbook that was read, and runs nothing. */
export function surveyRunbook(runbook: Runbook, known: Known): Survey {
  const { called, defined } = callsOf(runbook);
  const counts = countsOf(runbook, () => true, called, known);
  const easiest = counts.procedures
    .map(id => {
      const mine = countsOf(runbook, procedure => procedure === id, called, known);
      return { id, line: runbook.procedures.find(procedure => procedure.id === id)?.location.line ?? 1, score: easeOf(mine).score };
    })
    .reduce<Survey['easiest']>((best, one) => (best === undefined || one.score > best.score ? one : best), undefined);
  const commands = [...called.values()].flat().filter(({ name }) => !defined.has(name));
  return {
    file: runbook.file,
    title: runbook.title,
    ...easeOf(counts),
    services: namedServices(commands),
    ...counts,
    ...(counts.procedures.length > 1 && easiest !== undefined ? { easiest } : {}),
  };
}

type Piece = Block | UnfencedCommand;

/** What each step and inline command calls, without the runbook's own functions. */
function callsOf({ blocks, unfenced }: Runbook): {
  readonly called: ReadonlyMap<Piece, readonly CalledCommand[]>;
  readonly defined: ReadonlySet<string>;
} {
  const scripts = new Map<Piece, string>([
    ...blocks.flatMap((block): readonly [Piece, string][] =>
      block.step && block.language === 'shell' ? [[block, `${block.script}\n${block.attributes.call ?? ''}`]] : [],
    ),
    ...unfenced.map((command): [Piece, string] => [command, command.text]),
  ]);
  const defined = new Set([...scripts.values()].flatMap(statementsOf).flatMap(({ defines }) => defines ?? []));
  const called = new Map(
    [...scripts].map(([piece, script]) => [piece, calledCommands(script).filter(({ name }) => !defined.has(name))] as const),
  );
  return { called, defined };
}

function countsOf(
  { blocks, unfenced, placeholders, problems }: Runbook,
  isWithin: (procedure: string) => boolean,
  called: ReadonlyMap<Piece, readonly CalledCommand[]>,
  known: Known,
): Counts {
  const mine = blocks.filter(({ procedure }) => isWithin(procedure));
  const steps = mine.filter(({ step }) => step);
  const inline = unfenced.filter(({ procedure }) => isWithin(procedure));
  const acting = steps.filter(({ role }) => role === 'act');
  const ids = new Set([...mine.map(({ id }) => id), ...inline.map(({ procedure }) => procedure)]);
  return {
    blocks: mine.filter(block => !isTask(block)).length,
    steps: steps.length,
    acting: acting.length + inline.filter(({ role }) => role === 'act').length,
    verifying: steps.filter(({ role }) => role === 'verify').length,
    manual: steps.filter(({ language }) => language === 'person').length,
    inline: inline.length,
    branches: steps.filter(({ branch }) => branch !== undefined).length,
    placeholders: [...new Set(placeholders.filter(({ block }) => ids.has(block)).map(({ text }) => text))],
    procedures: [...new Set(acting.filter(({ branch }) => branch === undefined).map(({ procedure }) => procedure))],
    commands: byKind(
      [...steps, ...inline].flatMap(piece => called.get(piece) ?? []),
      known,
      steps.some(({ language }) => language === 'sql'),
    ),
    errors: problems.filter(({ severity }) => severity === 'error').length,
    warnings: problems.filter(({ severity }) => severity === 'warning').length,
  };
}

function byKind(called: readonly CalledCommand[], known: Known, hasSql: boolean): Survey['commands'] {
  const kinds: Record<CommandKind, Set<string>> = {
    tool: new Set(hasSql ? ['psql'] : []),
    shim: new Set(),
    stub: new Set(),
    file: new Set(),
    nothing: new Set(),
  };
  for (const { name, where, asRoot } of called) {
    // What a service's image or another machine has is not the bastion's.
    if (where !== 'bastion') continue;
    const kind = kindOfCommand(name, asRoot, known);
    if (kind !== undefined) kinds[kind].add(name);
  }
  const sorted = ([kind, names]: [string, ReadonlySet<string>]): [string, readonly string[]] => [kind, [...names].sort()];
  return Object.fromEntries(Object.entries(kinds).map(sorted)) as unknown as Survey['commands'];
}
