import type { Service, Stack } from '../model/stack.ts';

export interface DatabaseTarget {
  readonly service: string;
  /** `app`, `operator`, or another name under the service's `roles`. */
  readonly role: string;
  readonly database?: string | undefined;
  /** `host` or `host:port` to go through (a proxy, a floating name); the service itself when absent. */
  readonly host?: string | undefined;
}

export interface DatabaseAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** How one of a PostgreSQL service's roles gets in: by the variables of its official image, and `x-drillbook` `roles`. */
export function databaseOf(stack: Stack, { service: name, role, database, host }: DatabaseTarget): DatabaseAccess {
  const service = stack.services.find(candidate => candidate.name === name);
  const environment = service?.environment ?? {};
  const owner = ownerOf(service);
  const [via = name, port] = host?.split(':') ?? [];
  return {
    host: via,
    port: Number(port ?? environment['PGPORT'] ?? 5432),
    user: service?.roles[role] ?? owner,
    password: service?.passwords?.[role] ?? environment['POSTGRES_PASSWORD'] ?? '',
    database: database ?? environment['POSTGRES_DB'] ?? owner,
  };
}

/** The role that the official image makes first; a superuser. */
export function ownerOf(service: Service | undefined): string {
  return service?.environment['POSTGRES_USER'] ?? 'postgres';
}

/** The problem with a role's name, if any: one that is not there would silently be the superuser. */
export function unknownRole(name: string | undefined, service: Service | undefined): readonly string[] {
  const known = [...new Set(['app', 'operator', ...Object.keys(service?.roles ?? {})])];
  return name === undefined || known.includes(name) ? [] : [`unexpected role "${name}", expected one of ${known.join(', ')}`];
}
