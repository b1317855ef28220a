import type { Service, Stack } from '../model/stack.ts';

/** Names by which Compose's own DNS answers for an instance of a service. */
export function namesOf(service: Service, stack: Stack, number = 1): readonly string[] {
  return [
    ...new Set([
      service.name,
      instanceName(service, stack, number),
      ...(service.hostname ? [service.hostname] : []),
      ...(service.aliases ?? []),
    ]),
  ];
}

/** As `docker ps` shows an instance: `chat-worker-2`. */
export function instanceName(service: Service, stack: Stack, number: number): string {
  return service.containerName ?? `${stack.name}-${service.name}-${number}`;
}
