import type { Capabilities, RunningService } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';

/** What the engine can do to a service; planning has checked it, so its absence here is only said. */
export function needed<N extends keyof Capabilities>(service: RunningService, name: N): NonNullable<Capabilities[N]> {
  const capability = service.can[name];
  if (capability === undefined) throw new Unsupported(`the engine offers no ${name} for the service ${service.name}`);
  return capability;
}
