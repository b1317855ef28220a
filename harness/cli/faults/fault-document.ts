import type { FaultDefinition } from '../../faults/fault.ts';
import { inputSchema } from '../../schema/input-schema.ts';
import type { EngineHere } from './where-they-work.ts';

/** A fault as one object of `--json`; its settings as a JSON Schema. */
export function faultDocument(fault: FaultDefinition, where: readonly EngineHere[]): object {
  const { kind, about, symptom, example, needs, persistence, persistenceOf, unsupportedWhere } = fault;
  return {
    kind,
    about,
    symptom,
    persistence: persistenceOf === undefined ? persistence : 'as the scenario says',
    needs,
    example,
    settings: inputSchema(fault.settings),
    engines: where.filter(({ here }) => here).map(({ engine }) => engine),
    ...(unsupportedWhere === undefined ? {} : { unsupportedWhere }),
  };
}
