import type { ShellChain, ShellCommand, ShellCompound, ShellList, ShellStage, ShellWord } from './tree.ts';

/** The command that does the work: behind `sudo`, `timeout`, `docker exec` and the like. */
export function innermost(command: ShellCommand): ShellCommand {
  return command.inner === undefined ? command : innermost(command.inner);
}

/** The command that stands in the pipeline: `sudo` rather than what it runs. */
export function outermost(command: ShellCommand): ShellCommand {
  return command.outer === undefined ? command : outermost(command.outer);
}

/** All commands of a stage's own words: the stage itself and what it runs by its words; empty for a loop or group. */
export function commandsOf(stage: ShellStage): readonly ShellCommand[] {
  if (stage.type === 'compound') return [];
  return stage.inner === undefined ? [stage] : [stage, ...commandsOf(stage.inner)];
}

/** What stands around a command, from the inside out: loops, conditions, functions, commands whose substitution or shell text it is in. */
export function* surroundingsOf(stage: ShellStage): Generator<{ readonly list: ShellList; readonly of: ShellStage }> {
  const { list } = stage.pipeline.chain;
  const of = list.within?.of ?? list.shell.within;
  if (of === undefined) return;
  yield { list, of };
  yield* surroundingsOf(of);
}

/** The nearest loop, condition, function … of these kinds around a command. */
export function enclosing(stage: ShellStage, ...kinds: readonly ShellCompound['kind'][]): ShellCompound | undefined {
  for (const { of } of surroundingsOf(stage)) if (of.type === 'compound' && kinds.includes(of.kind)) return of;
  return undefined;
}

/** Whether its output goes into a word: `$(…)`, backticks, `<(…)`. */
export function isSubstituted(stage: ShellStage): boolean {
  return [...surroundingsOf(stage)].some(({ list }) => list.within?.part === 'substitution');
}

/** What comes of the exit status of a command that its pipeline ends with. */
export type StatusUse =
  /** `if`, `while` or `!` look at it, or `&&` or `||` stands behind. */
  | 'decides'
  /** It is that of the whole text, or of a function. */
  | 'last'
  /** Another command stands behind it in its pipeline, or its list goes on whatever it is. */
  | 'lost';

export function statusUseOf(command: ShellCommand): StatusUse {
  const { pipeline } = outermost(command);
  if (command.index < pipeline.stages.length - 1) return 'lost';
  const { chain } = pipeline;
  if (pipeline.negated || pipeline.index < chain.pipelines.length - 1) return 'decides';
  return ofChain(chain);
}

function ofChain({ list, index, background }: ShellChain): StatusUse {
  if (index < list.chains.length - 1 || background) return 'lost';
  const { within } = list;
  if (within === undefined) return list.shell.within === undefined ? 'last' : statusUseOf(list.shell.within);
  if (within.part === 'condition') return 'decides';
  if (within.part === 'substitution') return 'lost';
  const { pipeline, kind } = within.of;
  if (kind === 'function') return 'last';
  if (kind === 'for' || kind === 'while' || kind === 'until' || kind === 'select' || kind === 'coproc') return 'lost';
  if (within.of.index < pipeline.stages.length - 1) return 'lost';
  return pipeline.negated || pipeline.index < pipeline.chain.pipelines.length - 1 ? 'decides' : ofChain(pipeline.chain);
}

/** The chains behind a command's own, in its list. */
export function chainsAfter(stage: ShellStage): readonly ShellChain[] {
  const { chain } = stage.pipeline;
  return chain.list.chains.slice(chain.index + 1);
}

/** The chains before a command's own, in its list. */
export function chainsBefore(stage: ShellStage): readonly ShellChain[] {
  const { chain } = stage.pipeline;
  return chain.list.chains.slice(0, chain.index);
}

/** The stages of its pipeline behind a command. */
export function stagesAfter({ pipeline, index }: ShellStage): readonly ShellStage[] {
  return pipeline.stages.slice(index + 1);
}

/** The stages of its pipeline before a command. */
export function stagesBefore({ pipeline, index }: ShellStage): readonly ShellStage[] {
  return pipeline.stages.slice(0, index);
}

/**
 * The word that gives an option: `-f`, `-fsS`, `--fail`, `--fail=…`. Letters behind an option with a value (of `withValue`) are that value:
 * `-ofail` is no `-f` where `-o` takes one. What stands behind `--` is no option.
 */
export function optionOf({ args }: ShellCommand, names: readonly string[], withValue = ''): ShellWord | undefined {
  if (!args.some(({ value }) => value.startsWith('-'))) return undefined;
  const letters = names.filter(name => name.length === 2 && name !== '--').map(name => name.slice(1));
  for (const [index, word] of args.entries()) {
    const { value } = word;
    if (value === '--') return undefined;
    if (!value.startsWith('-')) continue;
    if (names.some(name => value === name || (name.length > 2 && value.startsWith(`${name}=`)))) return word;
    const before = args[index - 1]?.value ?? '';
    // The value of an option that begins with a dash.
    if (/^-[^-]/.test(before) && withValue.includes(before.at(-1) ?? ' ')) continue;
    if (/^-[^-]/.test(value) && lettersOf(value, withValue).some(letter => letters.includes(letter))) return word;
  }
  return undefined;
}

/** The value of an option: behind it, behind `=`, or right behind its letter. */
export function optionValueOf(command: ShellCommand, names: readonly string[], withValue = ''): string | undefined {
  const word = optionOf(command, names, withValue);
  if (word === undefined) return undefined;
  const joint = names.find(name => name.length > 2 && word.value.startsWith(`${name}=`));
  if (joint !== undefined) return word.value.slice(joint.length + 1);
  const letter = names.find(name => /^-[^-]$/.test(name) && word.value.includes(name.slice(1)) && !word.value.startsWith('--'))?.slice(1);
  const behind = letter === undefined ? '' : word.value.slice(word.value.indexOf(letter) + 1);
  return behind === '' ? command.args[command.args.indexOf(word) + 1]?.value : behind;
}

function lettersOf(bundle: string, withValue: string): readonly string[] {
  const letters = bundle.slice(1).split('');
  const last = letters.findIndex(letter => withValue.includes(letter));
  return last === -1 ? letters : letters.slice(0, last + 1);
}
