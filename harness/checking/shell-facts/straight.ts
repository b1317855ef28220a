import { commandsOf, outermost, surroundingsOf } from '../document/shell/ask.ts';
import type { ShellCommand, ShellList } from '../document/shell/tree.ts';

/** Whether following the document carries the command out: it stands in a block that is a step. */
export function isCarriedOut({ shell }: ShellCommand): boolean {
  return shell.step && shell.origin !== 'inline';
}

/** Whether following the document comes to the command whatever was found before: no question, test or condition stands before it. */
export function isStraight(command: ShellCommand): boolean {
  if (!isCarriedOut(command) || command.shell.block?.branch !== undefined) return false;
  const stage = outermost(command);
  for (const at of [stage, ...Array.from(surroundingsOf(stage), ({ of }) => of)]) {
    if (at.type === 'compound' && /^(?:if|case|while|until|select)$/.test(at.kind)) return false;
    const { chain, index } = at.pipeline;
    if (chain.pipelines.slice(0, index).some(({ stages }) => stages.some(before => commandsOf(before).some(isTest)))) return false;
    if (firstWayOut(chain.list) < chain.index) return false;
  }
  return true;
}

const waysOut = new WeakMap<ShellList, number>();

/** Index of the first chain that asks, or that leaves the text on a condition; what stands before it is straight. */
function firstWayOut(list: ShellList): number {
  const known = waysOut.get(list);
  if (known !== undefined) return known;
  const index = list.chains.findIndex(({ pipelines }) =>
    pipelines.some(({ stages }) => stages.some(stage => commandsOf(stage).some(isWayOut))),
  );
  const first = index === -1 ? Infinity : index;
  waysOut.set(list, first);
  return first;
}

function isTest({ name }: ShellCommand): boolean {
  return /^(?:\[|\[\[|\(\(|test|grep|pgrep|diff|cmp|read)$/.test(name);
}

function isWayOut({ name, pipeline }: ShellCommand): boolean {
  return name === 'read' || (/^(?:exit|return)$/.test(name) && pipeline.operator !== undefined);
}
