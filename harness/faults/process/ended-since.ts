import type { RunningService, ServiceStatus } from '../../engines/engine.ts';

/** How a service ended by itself that nobody has started again since; undefined when it runs, was started again, or was stopped in order. */
export function endedSince(service: RunningService, before: ServiceStatus): () => Promise<string | undefined> {
  return async () => {
    const now = await service.status({ health: false });
    if (now.state !== 'exited' || now.restarts !== before.restarts || now.startedAt?.getTime() !== before.startedAt?.getTime())
      return undefined;
    return now.signal === undefined ? `with status ${now.exitStatus ?? '?'}` : `by ${now.signal}`;
  };
}
