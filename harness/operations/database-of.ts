import type { RunningStack } from '../engines/engine.ts';

export interface DatabaseAccess {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** How one of a PostgreSQL service's roles gets in: by the variables of its official image, and `x-drillbook` `roles`. */
export function databaseOf(stack: RunningStack, name: string, role: string, database?: string): DatabaseAccess {
  const service = stack.spec.services.find(candidate => candidate.name === name);
  const environment = service?.environment ?? {};
  const owner = environment['POSTGRES_USER'] ?? 'postgres';
  return {
    host: name, port: Number(environment['PGPORT'] ?? 5432), user: service?.roles[role] ?? owner,
    password: environment['POSTGRES_PASSWORD'] ?? '', database: database ?? environment['POSTGRES_DB'] ?? owner,
  };
}
