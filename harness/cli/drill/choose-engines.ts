import type { Engine } from '../../engines/engine.ts';
import { engines } from '../../engines/index.ts';
import type { Plan } from '../../planning/plan.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { aboutChoice, engineChooser } from '../choose-engine.ts';
import type { CommandIo } from '../command.ts';

/**
 * An engine for each plan, with what its stack needs fetched before any clock runs; a stack that the engine cannot run at all is
 * told of by its trials. Undefined when it was interrupted.
 * @throws {HarnessError} when no engine works, or the named one does not.
 */
export async function chooseEngines(
  plans: readonly Plan[],
  named: string | undefined,
  io: CommandIo,
): Promise<ReadonlyMap<Plan, Engine> | undefined> {
  const choose = engineChooser(engines, message => io.stderr.write(`${message}\n`));
  const chosen = new Map<Plan, Engine>();
  const told = new Set<string>();
  for (const plan of plans) {
    const choice = await choose(named ?? plan.engine, plan.stack).catch((thrown: unknown) => {
      if (named !== undefined || plan.engine === undefined || !(thrown instanceof HarnessError)) throw thrown;
      const source = plan.scenario.engine === undefined ? plan.config?.file : plan.scenario.file;
      throw new HarnessError(thrown.code, `${source ?? plan.scenario.file}: ${thrown.message}`, thrown.hint);
    });
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
  return chosen;
}
