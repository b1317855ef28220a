import type { Location } from '../../model/location.ts';
import type { Network, Service, Volume } from '../../model/stack.ts';
import { nearest } from '../../support/nearest.ts';
import type { Path } from '../yaml/path.ts';
import type { Places } from '../yaml/validate.ts';

export interface StackToCheck {
  readonly services: readonly Service[];
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly networks: readonly Network[];
  /** Other names of services on the bastion. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly places: Places;
  readonly report: (message: string, location: Location, hint?: string) => void;
}

/** Whether everything that is named exists: services, volumes, networks; and whether there is an order in which to start. */
export function checkStack({ services, volumes, networks, hosts, places, report }: StackToCheck): void {
  const names = services.map(({ name }) => name);
  const unknown = (what: string, name: string, known: readonly string[], location: Location): void => {
    const close = nearest(name, known);
    report(
      `unexpected ${what} "${name}", expected ${known.length === 0 ? 'one that is declared' : `one of ${known.join(', ')}`}`,
      location,
      close === undefined ? undefined : `Did you mean "${close}"?`,
    );
  };
  for (const service of services) {
    const path: Path = ['services', service.name];
    for (const [index, { service: name }] of service.dependsOn.entries())
      if (!names.includes(name)) unknown('service', name, names, nameAt(places, [...path, 'depends_on'], name, index));
    for (const mount of service.mounts)
      if (mount.kind === 'volume' && !volumes.has(mount.volume)) unknown('volume', mount.volume, [...volumes.keys()], mount.location);
    const known = networks.map(network => network.name);
    for (const [index, name] of service.networks.entries())
      if (!known.includes(name)) unknown('network', name, known, nameAt(places, [...path, 'networks'], name, index));
  }
  for (const [alias, name] of Object.entries(hosts))
    if (!names.includes(name)) unknown('service', name, names, places.at(['x-drillbook', 'bastion', 'hosts', alias]));
  const circle = circleIn(services);
  if (circle !== undefined)
    report(
      `unexpected circle of dependencies ${circle.join(' → ')}, expected an order in which to start`,
      places.keyAt(['services', circle[0] ?? '', 'depends_on']),
    );
}

/** A name in a list, or as a key: whichever of the two is written out has the place nearer to the name. */
function nameAt(places: Places, path: Path, name: string, index: number): Location {
  const [inList, asKey] = [places.at([...path, index]), places.keyAt([...path, name])];
  const holder = places.keyAt(path);
  return inList.line === holder.line && inList.column === holder.column ? asKey : inList;
}

function circleIn(services: readonly Service[]): readonly string[] | undefined {
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const { service } of services.find(one => one.name === name)?.dependsOn ?? []) {
      const found = visit(service, [...path, name]);
      if (found !== undefined) return found;
    }
    done.add(name);
    return undefined;
  };
  for (const { name } of services) {
    const found = visit(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}
