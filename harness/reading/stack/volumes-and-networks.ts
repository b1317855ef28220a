import type { Problem } from '../../model/problem.ts';
import type { Network, Service, Volume } from '../../model/stack.ts';
import { parseSize } from '../../support/size.ts';
import type { Places } from '../yaml/validate.ts';

/** The volumes that a Compose file declares; sized ones by Compose's own `driver_opts`. */
export function volumesOf(given: unknown, places: Places, report: (problem: Problem) => void): Map<string, Volume> {
  return new Map(
    Object.entries(mapping(given)).map(([name, declared]) => {
      const options = mapping(mapping(declared)['driver_opts']);
      const text = typeof options['o'] === 'string' ? options['o'] : '';
      const at = ['volumes', name, 'driver_opts'];
      if (Object.keys(options).length > 0 && options['type'] !== 'tmpfs') {
        report({
          rule: 'volume',
          severity: 'warning',
          message: `unexpected driver options of the volume ${name}, expected \`type: tmpfs\`: it starts empty and without a size`,
          location: places.at(at),
          hint: 'A size is said with driver_opts: { type: tmpfs, device: tmpfs, o: size=64m }.',
        });
        return [name, { name }];
      }
      const size = /(?:^|,)size=([^,]+)/.exec(text)?.[1];
      const sizeBytes = size === undefined ? undefined : parseSize(size);
      if (size !== undefined && sizeBytes === undefined)
        report({
          rule: 'volume',
          severity: 'error',
          message: `unexpected size "${size}", expected one such as 64m`,
          location: places.at([...at, 'o']),
        });
      const inodes = /(?:^|,)nr_inodes=(\d+)/.exec(text)?.[1];
      return [
        name,
        { name, ...(sizeBytes === undefined ? {} : { sizeBytes }), ...(inodes === undefined ? {} : { inodes: Number(inodes) }) },
      ];
    }),
  );
}

/** The networks that are declared, and Compose's `default` where a service is on it. */
export function networksOf(given: unknown, services: readonly Service[]): readonly Network[] {
  const declared = Object.entries(mapping(given)).map(([name, network]) => ({ name, internal: mapping(network)['internal'] === true }));
  const usesDefault = services.some(service => service.networks.includes('default'));
  return usesDefault && !declared.some(({ name }) => name === 'default') ? [{ name: 'default', internal: false }, ...declared] : declared;
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
