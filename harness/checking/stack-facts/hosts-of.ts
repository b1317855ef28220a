import type { Stack } from '../../model/stack.ts';

/** The names by which the operator's machine reaches the stack. */
export function hostsOf({ services, bastion }: Stack): readonly string[] {
  return [
    'localhost',
    '127.0.0.1',
    ...services.flatMap(({ name, hostname }) => [name, ...(hostname === undefined ? [] : [hostname])]),
    ...Object.keys(bastion.hosts),
  ];
}
