import { showLocation, type Location } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import type { Layout, Service } from '../../model/stack.ts';

interface Use {
  readonly number: number;
  readonly service: string;
  readonly location: Location;
  /** Published on the operator's side, or listened on by the service itself. */
  readonly how: 'published' | 'listened';
}

/** Ports that are wanted twice: published twice, or in layout `host` by two services at all, for there all share one localhost. */
export function takenPorts(services: readonly Service[], layout: Layout): readonly Problem[] {
  const first = new Map<number, Use>();
  return usesOf(services, layout).flatMap(use => {
    const before = first.get(use.number);
    first.set(use.number, before ?? use);
    if (before === undefined) return [];
    // A service that publishes the port that it listens on uses it once.
    if (before.service === use.service && before.how !== use.how) return [];
    if (before.location === use.location) return [];
    return [
      {
        rule: 'port-taken',
        severity: 'error',
        location: use.location,
        message: `unexpected second use of port ${use.number} by ${use.service}, expected one that ${before.service === use.service ? 'it' : before.service} does not use (${showLocation(before.location)})`,
        ...(layout === 'host' ? { hint: 'In layout host all services share one localhost: give each a port of its own.' } : {}),
      },
    ];
  });
}

function usesOf(services: readonly Service[], layout: Layout): readonly Use[] {
  return services.flatMap(({ name: service, ports, expose, location: own }) => [
    ...ports.flatMap(({ published, location }): readonly Use[] =>
      published === undefined ? [] : [{ number: published, service, location, how: 'published' }],
    ),
    ...(layout === 'network'
      ? []
      : [
          ...new Map([
            ...expose.map(number => [number, own] as const),
            ...ports.map(({ target, location }) => [target, location] as const),
          ]),
        ].map(([number, location]): Use => ({ number, service, location, how: 'listened' }))),
  ]);
}
