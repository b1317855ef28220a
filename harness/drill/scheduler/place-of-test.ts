import type { Location } from '../../model/location.ts';
import type { RequestedScenario } from './protocol.ts';

/** Where people see a scenario's test: in the runbook; else in its own file. */
export function placeOfTest({ at, file, line }: Pick<RequestedScenario, 'at' | 'file' | 'line'>): Location {
  return at ?? { file, line, column: 1 };
}
