import type { ServiceInstance, ServiceStatus } from '../../engines/engine.ts';
import { logLines, type LogLine, type LogRange } from '../log-lines.ts';
import type { Unit } from './unit.ts';

/** A line that an instance of a unit's service printed, and how that instance is now. */
export interface UnitLine {
  readonly line: LogLine;
  readonly instance: ServiceInstance;
  readonly status: ServiceStatus;
}

/** What the processes of a unit printed, in the order of time. */
export async function unitLog({ service }: Unit, range: LogRange = {}): Promise<readonly UnitLine[]> {
  const parts = await Promise.all(
    service.instances().map(async instance => {
      const [lines, status] = await Promise.all([logLines(instance, range), instance.status({ health: false })]);
      return lines.map(line => ({ line, instance, status }));
    }),
  );
  return parts.flat().toSorted((one, other) => one.line.at - other.line.at);
}
