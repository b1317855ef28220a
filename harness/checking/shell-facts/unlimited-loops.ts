import { commandsOf, surroundingsOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellCompound, ShellList } from '../document/shell/tree.ts';
import type { Location } from '../../model/location.ts';
import { isTimed } from './is-timed.ts';

/** A loop that sleeps between its tries, and that nothing limits: it does not count, look at the clock, or leave. */
export interface UnlimitedLoop {
  readonly loop: ShellCompound;
  /** `drained` where it waits for a number to fall or rise, `constant` for `while true`, else `ready`. */
  readonly waitsFor: 'constant' | 'drained' | 'ready';
  /** Of the word `while` or `until`. */
  readonly location: Location;
}

export function unlimitedLoops(commands: readonly ShellCommand[]): readonly UnlimitedLoop[] {
  return [...loopsOf(commands)].flatMap(([loop, inside]) => {
    if (isTimed(loop) || !inside.some(({ name }) => name === 'sleep') || inside.some(ends)) return [];
    const asked = inside.filter(
      ({ pipeline }) => pipeline.chain.list.within?.part === 'condition' && pipeline.chain.list.within.of === loop,
    );
    const waitsFor = loop.conditions.every(isConstant) ? 'constant' : asked.some(comparesNumbers) ? 'drained' : 'ready';
    const { line, column = 1 } = loop.location;
    return [{ loop, waitsFor, location: { ...loop.location, endLine: line, endColumn: column + loop.kind.length } }];
  });
}

function comparesNumbers({ name, args }: ShellCommand): boolean {
  return /^(?:\[|\[\[|test)$/.test(name) && args.some(({ value }) => /^-(?:gt|ge|lt|le|ne)$/.test(value));
}

/** Loops of blocks, with the commands inside of them. */
function loopsOf(commands: readonly ShellCommand[]): ReadonlyMap<ShellCompound, readonly ShellCommand[]> {
  const loops = new Map<ShellCompound, ShellCommand[]>();
  for (const command of commands) {
    if (command.shell.block === undefined) continue;
    for (const { of } of surroundingsOf(command)) {
      if (of.type !== 'compound' || (of.kind !== 'while' && of.kind !== 'until')) continue;
      const inside = loops.get(of);
      if (inside === undefined) loops.set(of, [command]);
      else inside.push(command);
    }
  }
  return loops;
}

/** Whether a command may end the loop, counts, or looks at the clock. */
function ends({ name, words, assignments }: ShellCommand): boolean {
  if (
    /^(?:break|exit|return|read|mapfile|\(\(|let|kill|shift)$/.test(name) ||
    (name === 'date' && words.some(({ value }) => value.includes('%s')))
  )
    return true;
  return (
    words.some(({ parts }) => parts.some(({ kind, variable }) => kind === 'arithmetic' || variable === 'SECONDS')) ||
    assignments.some(({ value }) => value?.parts.some(({ kind }) => kind === 'arithmetic'))
  );
}

function isConstant({ chains }: ShellList): boolean {
  return chains.every(({ pipelines }) =>
    pipelines.every(({ stages }) => stages.every(stage => /^(?:true|:)$/.test(commandsOf(stage)[0]?.name ?? ''))),
  );
}
