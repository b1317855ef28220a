import type { Service, Stack } from '../model/stack.ts';

/** Names by which Compose's own DNS answers for an instance of a service, on a network or (without one) on any. */
export function namesOf(
  service: Service,
  stack: Stack,
  { number = 1, network }: { number?: number; network?: string } = {},
): readonly string[] {
  const aliases = network === undefined ? Object.values(service.aliases ?? {}).flat() : (service.aliases?.[network] ?? []);
  return [...new Set([service.name, instanceName(service, stack, number), ...(service.hostname ? [service.hostname] : []), ...aliases])];
}

/** As `docker ps` shows an instance: `chat-worker-2`. */
export function instanceName(service: Service, stack: Stack, number: number): string {
  return service.containerName ?? `${stack.name}-${service.name}-${number}`;
}
