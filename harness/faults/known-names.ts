import type { Stack } from '../model/stack.ts';

/** Names by which the stack lets a service find others: those of services, their further names, and its own hosts lines. */
export function namesFor(service: string, stack: Stack): readonly string[] {
  const own = stack.services.find(({ name }) => name === service);
  const peers = stack.services.filter(
    ({ name, networks }) => name !== service && networks.some(network => own?.networks.includes(network) ?? false),
  );
  return [
    ...new Set([
      ...peers.map(({ name }) => name),
      ...Object.keys(own?.extraHosts ?? {}),
      ...peers.flatMap(({ hostname, containerName, aliases }) => [
        ...(hostname === undefined ? [] : [hostname]),
        ...(containerName === undefined ? [] : [containerName]),
        ...Object.values(aliases ?? {}).flat(),
      ]),
    ]),
  ];
}
