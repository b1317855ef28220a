import type { Service, Stack } from '../../model/stack.ts';
import type { Difference } from '../../model/elsewhere.ts';

/** A value that stacks differ in: the name of a database, a password. */
export interface Subject {
  readonly kind: Extract<Difference['kind'], 'database' | 'password'>;
  /** Where the stack says it: `POSTGRES_DB of database`. */
  readonly what: string;
  readonly value: string;
}

/** What the servers of a stack are given as name of the database and as passwords, each value once. */
export function subjectsOf({ services }: Stack): readonly Subject[] {
  const all = services.flatMap((service): readonly Subject[] => [
    ...(isServer('postgres', service)
      ? [...ofVariable(service, 'database', 'POSTGRES_DB'), ...ofVariable(service, 'password', 'POSTGRES_PASSWORD')]
      : []),
    ...(isServer('redis', service) ? [...ofOption(service), ...ofVariable(service, 'password', 'REDIS_PASSWORD')] : []),
  ]);
  return [...new Map(all.map(subject => [`${subject.kind} ${subject.value}`, subject])).values()];
}

function ofVariable({ name, environment }: Service, kind: Subject['kind'], variable: string): readonly Subject[] {
  const value = environment[variable] ?? '';
  return value === '' ? [] : [{ kind, what: `${variable} of ${name}`, value }];
}

function ofOption({ name, command = [], run }: Service): readonly Subject[] {
  const words = [...command, ...(run?.command.split(/\s+/) ?? [])];
  const value = words[words.indexOf('--requirepass') + 1] ?? '';
  return words.includes('--requirepass') && value !== '' ? [{ kind: 'password', what: `requirepass of ${name}`, value }] : [];
}

/** By what it runs or the image's name, also of images that add to the official one (`pgvector/pgvector:pg16`). */
export function isServer(kind: 'postgres' | 'redis', { image = '', run }: Service): boolean {
  const pattern = kind === 'postgres' ? /postgres|postgis|pgvector|timescale/ : /redis|valkey/;
  return pattern.test(image) || pattern.test(run?.command.split(' ')[0] ?? '');
}
