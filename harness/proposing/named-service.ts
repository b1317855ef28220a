import type { Service, Stack } from '../model/stack.ts';
import { serviceKind, type ServiceKind } from './service-kind.ts';

/** Other words for what a service is. */
const synonyms: readonly (readonly [ServiceKind, RegExp])[] = [
  ['postgres', /\b(?:postgres(?:ql)?|database|db|psql|pg|patroni)\b/gi],
  ['redis', /\b(?:redis|valkey|cache|sidekiq|queue)\b/gi],
  ['proxy', /\b(?:nginx|caddy|haproxy|traefik|proxy|load ?balancer)\b/gi],
];

/** How often each service is meant in a text: by its own name, or, where it is the only one of its kind, by another word for it. */
export function servicesNamed(text: string, stack: Stack): ReadonlyMap<Service, number> {
  const counts = new Map<Service, number>();
  for (const service of stack.services) {
    // A name is worth more than a word for many things.
    const names = [service.name, service.containerName, service.pm2, service.systemd?.unit, service.systemd?.umbrella].filter(
      name => name !== undefined,
    );
    const own = [...new Set(names)].reduce((sum, name) => sum + times(text, nameIn(name)), 0);
    const kind = serviceKind(service);
    const alone = stack.services.filter(other => serviceKind(other) === kind).length === 1;
    const words = synonyms.find(([of]) => of === kind)?.[1];
    const count = own * 2 + (alone && words !== undefined ? times(text, words) : 0);
    if (count > 0) counts.set(service, count);
  }
  return counts;
}

/** The service that a text means most; of several the first. */
export function serviceMeant(text: string, stack: Stack): Service | undefined {
  return [...servicesNamed(text, stack)].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

function nameIn(name: string): RegExp {
  return new RegExp(`(?<![\\w-])${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:\\.service|d)?(?![\\w-])`, 'gi');
}

function times(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}
