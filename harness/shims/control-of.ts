import type { ProcessControl, RunningService } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';

/** What a tool can do to a service's processes. */
export function controlOf(service: RunningService): ProcessControl {
  if (service.can.process === undefined) throw new Unsupported(`the engine offers no control of the processes of ${service.name}`);
  return service.can.process;
}
