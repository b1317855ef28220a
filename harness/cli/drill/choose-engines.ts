import type { Engine } from '../../engines/engine.ts';
import { engines } from '../../engines/index.ts';
import { noEngine } from '../../model/not-drilled.ts';
import type { Problem } from '../../model/problem.ts';
import type { Plan } from '../../planning/plan.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import type { Registry } from '../../support/registry.ts';
import { aboutChoice, engineChooser } from '../choose-engine.ts';
import type { CommandIo } from '../command.ts';

export interface ChosenEngines {
  readonly engines: ReadonlyMap<Plan, Engine>;
  /** Plans whose own engine cannot run on this machine, where others can be drilled. */
  readonly without: ReadonlyMap<Plan, Problem>;
}

/**
 * An engine for each plan, with what its stack needs fetched before any clock runs; a stack that the engine cannot run at all is
 * told of by its trials. Undefined when it was interrupted.
 * @throws {HarnessError} when no engine works for any plan, or the named one does not.
 */
export async function chooseEngines(
  plans: readonly Plan[],
  named: string | undefined,
  io: Pick<CommandIo, 'stderr' | 'signal'>,
  from: Registry<Engine> = engines,
): Promise<ChosenEngines | undefined> {
  const choose = engineChooser(from, message => io.stderr.write(`${message}\n`));
  const chosen = new Map<Plan, Engine>();
  const without = new Map<Plan, Problem>();
  let first: HarnessError | undefined;
  const told = new Set<string>();
  for (const plan of plans) {
    const choice = await choose(named ?? plan.engine, plan.stack).catch((thrown: unknown) => {
      if (named !== undefined || plan.engine === undefined || !(thrown instanceof HarnessError)) throw thrown;
      const source = plan.scenario.engine === undefined ? plan.config?.file : plan.scenario.file;
      first ??= new HarnessError(thrown.code, `${source ?? plan.scenario.file}: ${thrown.message}`, thrown.hint);
      without.set(plan, {
        rule: noEngine,
        message: thrown.message,
        location: plan.scenario.location,
        severity: 'error',
        ...(thrown.hint === undefined ? {} : { hint: thrown.hint }),
      });
      return undefined;
    });
    if (choice === undefined) continue;
    const { engine } = choice;
    chosen.set(plan, engine);
    const note = aboutChoice(choice);
    if (note !== undefined && !told.has(note)) io.stderr.write(`drillbook: ${plan.scenario.file}: ${note}`);
    if (note !== undefined) told.add(note);
    if (engine.lacks(plan.stack).length === 0) {
      await engine
        .prepare(plan.stack, message => io.stderr.write(`${message}\n`))
        .catch((thrown: unknown) => io.stderr.write(`drillbook: ${plan.scenario.file}: ${messageOf(thrown)}\n`));
    }
    if (io.signal.aborted) return undefined;
  }
  if (chosen.size === 0 && first !== undefined) throw first;
  return { engines: chosen, without };
}
