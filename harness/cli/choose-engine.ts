import type { Engine } from '../engines/engine.ts';
import { HarnessError } from '../support/harness-error.ts';
import type { Registry } from '../support/registry.ts';
import { usageError } from './read-arguments.ts';

/**
 * The engine that was named, else the first that this machine can run.
 * @throws {HarnessError} `usage` for an unknown name; `no-engine` with what was tried and why each failed.
 */
export async function chooseEngine(named: string | undefined, engines: Registry<Engine>): Promise<Engine> {
  if (named !== undefined && engines.find(named) === undefined) {
    const near = engines.nearest(named);
    throw usageError(`unexpected engine "${named}", expected ${near === undefined ? `one of ${engines.kinds.join(', ')}` : `"${near}"`}`);
  }
  const tried: string[] = [];
  const hints: string[] = [];
  for (const engine of named === undefined ? engines.all : engines.all.filter(one => one.kind === named)) {
    const availability = await engine.available();
    if (availability.ok) return engine;
    tried.push(`${engine.kind}: ${availability.because}`);
    hints.push(availability.hint);
  }
  throw new HarnessError('no-engine', `no engine can run a stack on this machine (${tried.join('; ')})`, hints.join('\n  '));
}
