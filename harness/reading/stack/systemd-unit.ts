import type { Service, UnitType } from '../../model/stack.ts';
import type { ComposeService } from './service-context.ts';

type Given = NonNullable<NonNullable<ComposeService['x-drillbook']>['systemd']>;

/** The unit of a service in systemd. */
export function unitOf(given: Given, service: ComposeService, hasHealthcheck: boolean): NonNullable<Service['systemd']> {
  const { unit, type, umbrella } = typeof given === 'string' ? { unit: given, type: undefined, umbrella: undefined } : given;
  return {
    unit,
    // Without a health check nobody knows when it is ready.
    type: type ?? (hasHealthcheck ? packagedType(service) : undefined) ?? 'simple',
    ...(umbrella === undefined ? {} : { umbrella }),
  };
}

/** What the units of Debian's and the projects' own packages say: `postgresql@.service` forks, `redis-server.service` notifies. */
const packagedTypes: readonly (readonly [program: string, type: UnitType])[] = [
  ['postgres', 'forking'],
  ['redis|redis-server|valkey|valkey-server', 'notify'],
];

function packagedType({ image = '', 'x-drillbook': extension }: ComposeService): UnitType | undefined {
  return packagedTypes.find(
    ([program]) => new RegExp(`^(${program})(\\s|$)`).test(extension?.run ?? '') || new RegExp(`(^|/)(${program})(:|$)`).test(image),
  )?.[1];
}
