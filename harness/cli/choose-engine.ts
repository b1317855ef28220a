import type { Engine } from '../engines/engine.ts';
import type { Stack } from '../model/stack.ts';
import { HarnessError } from '../support/harness-error.ts';
import type { Registry } from '../support/registry.ts';
import { whileTelling } from '../support/while-telling.ts';
import { usageError } from './read-arguments.ts';

/** Why an engine was not taken. */
export interface Refusal {
  readonly engine: string;
  /** It runs on this machine, but not this stack. */
  readonly available: boolean;
  readonly because: string;
  readonly hint: string;
}

export interface Choice {
  readonly engine: Engine;
  /** Engines that were preferred, and why they were not taken. Where no engine can run the stack, the chosen one is among them. */
  readonly refused: readonly Refusal[];
}

/**
 * Chooses an engine as often as asked: the one that was named; else the first of the registry that works on this machine, lacks nothing
 * of the stack and has, or can get, all that the stack comes from. Where none is right for the stack, the first that works on this
 * machine: its trials then say what is in the way, and nobody takes silence for a pass. Each thing is looked at once.
 *
 * @param tell hears while an engine still looks, which may be the pull of an image
 * @throws {HarnessError} `usage` for an unknown name; `no-engine` where none works on this machine, with what was tried and why each failed
 */
export function engineChooser(
  engines: Registry<Engine>,
  tell: (message: string) => void = () => {},
): (named: string | undefined, stack?: Stack) => Promise<Choice> {
  const availability = once((engine: Engine) => engine.available());
  const refusals = new Map<Engine, (stack: Stack) => Promise<Refusal | undefined>>(
    engines.all.map(engine => [
      engine,
      once(
        (stack: Stack) => whileTelling(refusalOf(engine, stack), `engine ${engine.kind}: getting what ${stack.name} comes from`, tell),
        ({ folder, digest, images }) => JSON.stringify([folder, digest, images]),
      ),
    ]),
  );
  return async (named, stack) => {
    const candidates = named === undefined ? engines.all : [engineNamed(named, engines)];
    const refused: Refusal[] = [];
    let fallback: Engine | undefined;
    for (const engine of candidates) {
      const answer = await availability(engine);
      if (!answer.ok) {
        refused.push({ engine: engine.kind, available: false, because: answer.because, hint: answer.hint });
        continue;
      }
      // What was asked for by name is done, or its trials say why it cannot be.
      const refusal = named !== undefined || stack === undefined ? undefined : await refusals.get(engine)?.(stack);
      if (refusal === undefined) return { engine, refused };
      refused.push(refusal);
      fallback ??= engine;
    }
    if (fallback !== undefined) return { engine: fallback, refused };
    throw new HarnessError(
      'no-engine',
      named === undefined ? 'no engine can run a stack on this machine' : `the engine ${named} cannot run on this machine`,
      `${showRefusals(refused)}\n  \`drillbook doctor\` tells more.`,
    );
  };
}

/** What to tell of a choice that nobody made: that the preferred engine was not taken for the stack's sake, or that none is right for it. */
export function aboutChoice({ engine, refused }: Choice): string | undefined {
  const tried = `\n  ${showRefusals(refused)}\n`;
  if (refused.some(one => one.engine === engine.kind)) return `no engine can run its stack; the trials on ${engine.kind} say so${tried}`;
  return refused.some(({ available }) => available) ? `drilled on ${engine.kind}, because another cannot run its stack${tried}` : undefined;
}

/** What was tried, why each failed, and what to do. */
function showRefusals(refused: readonly Refusal[]): string {
  return refused.map(({ engine, because, hint }) => `${engine}: ${because}\n    → ${hint}`).join('\n  ');
}

function engineNamed(kind: string, engines: Registry<Engine>): Engine {
  const engine = engines.find(kind);
  if (engine !== undefined) return engine;
  const near = engines.nearest(kind);
  throw usageError(`unexpected engine "${kind}", expected ${near === undefined ? `one of ${engines.kinds.join(', ')}` : `"${near}"`}`);
}

async function refusalOf(engine: Engine, stack: Stack): Promise<Refusal | undefined> {
  const refusal = (because: string, hint: string): Refusal => ({ engine: engine.kind, available: true, because, hint });
  const lacks = engine.lacks(stack);
  if (lacks.length > 0) return refusal(lacks.join('; '), 'Change the stack, or name another engine with `--engine`.');
  const missing = (await engine.examine(stack)).filter(({ ok }) => !ok);
  if (missing.length === 0) return undefined;
  const todo = [...new Set(missing.flatMap(one => one.todo ?? []))].join(' ');
  return refusal(missing.map(({ what, found }) => `${what}: ${found}`).join('; '), todo === '' ? 'Run `drillbook doctor`.' : todo);
}

/** Remembers answers, those on their way included. */
function once<A, R>(ask: (about: A) => Promise<R>, keyOf: (about: A) => unknown = about => about): (about: A) => Promise<R> {
  const answers = new Map<unknown, Promise<R>>();
  return about => {
    const key = keyOf(about);
    const answer = answers.get(key) ?? ask(about);
    answers.set(key, answer);
    return answer;
  };
}
