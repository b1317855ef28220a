import type { Plan } from '../../planning/plan.ts';
import type { CommandIo, Output } from '../command.ts';

/** The same, but that messages do not name what a blind rehearsal hides. */
export function untold({ scenario, facts }: Plan, io: CommandIo): CommandIo {
  const names = [...new Set([scenario.file, facts.scenarioFile, facts.scenario, facts.title])]
    .filter(name => name !== '')
    .toSorted((one, other) => other.length - one.length);
  const stderr = new Proxy(io.stderr, {
    get(target, name) {
      if (name === 'write')
        return (text: string) => target.write(names.reduce((rest, hidden) => rest.replaceAll(hidden, 'the scenario'), text));
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value as (...all: never[]) => unknown).bind(target) : value;
    },
  }) satisfies Output;
  return { ...io, stderr };
}
