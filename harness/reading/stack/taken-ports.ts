import { showLocation } from '../../model/location.ts';
import type { Problem } from '../../model/problem.ts';
import type { Layout, Port, Service } from '../../model/stack.ts';

/** Ports that two services want: published twice, or in layout `host` listened on twice, for there all share one localhost. */
export function takenPorts(services: readonly Service[], layout: Layout): readonly Problem[] {
  const problems: Problem[] = [];
  const published = new Map<number, { service: string; port: Port }>();
  const listened = new Map<number, { service: string; port: Port }>();
  const take = (map: typeof published, number: number, service: string, port: Port, what: string): void => {
    const first = map.get(number);
    if (first === undefined) map.set(number, { service, port });
    else if (first.service !== service || what === 'published') {
      problems.push({ rule: 'port-taken', severity: 'error', message: `unexpected second use of port ${number} by ${service}, expected a port that ${first.service} does not use (${showLocation(first.port.location)})`, location: port.location, ...(what === 'published' ? {} : { hint: 'In layout host all services share one localhost: give each a port of its own.' }) });
    }
  };
  for (const { name, ports } of services) {
    for (const port of ports) {
      if (port.published !== undefined) take(published, port.published, name, port, 'published');
      if (layout === 'host' && (port.published === undefined || port.published !== port.target)) take(listened, port.target, name, port, 'listened');
    }
  }
  if (layout === 'host') {
    for (const { name, ports } of services) {
      for (const port of ports) {
        const other = published.get(port.target);
        if (other !== undefined && other.service !== name) problems.push({ rule: 'port-taken', severity: 'error', message: `unexpected port ${port.target} of ${name}, expected one that ${other.service} does not publish (${showLocation(other.port.location)})`, location: port.location, hint: 'In layout host all services share one localhost: give each a port of its own.' });
      }
    }
  }
  return problems;
}
