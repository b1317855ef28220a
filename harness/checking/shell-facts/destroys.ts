import type { ShellCommand } from '../document/shell/tree.ts';

/** What a command destroys for good, whatever it is called; undefined where nothing, or only what can be made again. */
export function destroyedBy({ name, args }: ShellCommand): string | undefined {
  const values = args.map(({ value }) => value);
  const [first = '', second = ''] = values;
  switch (name) {
    case 'docker':
    case 'podman':
      if (first === 'system' && second === 'prune' && values.some(value => /^(?:-\w*a\w*|--all|--volumes)$/.test(value)))
        return 'every image that is not used now';
      if (first === 'image' && second === 'prune' && values.some(value => /^(?:-\w*a\w*|--all)$/.test(value)))
        return 'every image that is not used now';
      if (first === 'volume' && /^(?:prune|rm)$/.test(second)) return 'the data of services';
      if (first === 'compose' && values.includes('down') && values.some(value => /^(?:-v|--volumes)$/.test(value)))
        return 'the data of services';
      return undefined;
    case 'docker-compose':
      return values.includes('down') && values.some(value => /^(?:-v|--volumes)$/.test(value)) ? 'the data of services' : undefined;
    case 'redis-cli':
    case 'valkey-cli':
      return values.some(value => /^flush(?:all|db)$/i.test(value)) ? 'all keys' : undefined;
    case 'dropdb':
      return 'a database';
    case 'kubectl':
      return first === 'delete' &&
        /^(?:pvc|pv|namespaces?|ns|persistentvolumeclaims?|persistentvolumes?|statefulsets?|secrets?|crds?)$/.test(second)
        ? 'what the cluster keeps'
        : undefined;
    case 'git':
      return (first === 'clean' && values.some(value => /^-\w*f/.test(value))) || (first === 'reset' && values.includes('--hard'))
        ? 'what is not committed'
        : undefined;
    case 'rm':
      return values.some(value => /^-[a-zA-Z]*[rR]/.test(value)) && values.some(value => /^\/|^~|^\$/.test(value))
        ? 'whole folders'
        : undefined;
    case 'mkfs':
    case 'wipefs':
    case 'shred':
      return 'a disk';
    default:
      return name.startsWith('mkfs.') ? 'a disk' : undefined;
  }
}
