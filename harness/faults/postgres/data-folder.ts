import type { Stack } from '../../model/stack.ts';

/** Where the official image of PostgreSQL keeps a server's files, unless its variables say otherwise. */
export function dataFolder(service: string, stack: Stack): string {
  const environment = stack.services.find(({ name }) => name === service)?.environment ?? {};
  return environment['PGDATA'] ?? '/var/lib/postgresql/data';
}
