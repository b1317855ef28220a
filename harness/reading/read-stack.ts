import { basename, dirname, resolve } from 'node:path';
import { relative } from 'node:path';
import type { Location } from '../model/location.ts';
import type { Problem } from '../model/problem.ts';
import type { Network, Service, Stack, Volume } from '../model/stack.ts';
import { digestOf } from '../support/digest.ts';
import { nearest } from '../support/nearest.ts';
import { parseSize } from '../support/size.ts';
import { readComposeFiles, type MergedCompose } from './stack/compose-files.ts';
import { serviceOf } from './stack/service.ts';
import { takenPorts } from './stack/taken-ports.ts';
import { composeService, harmlessKeys, refusedKeys, stackExtension } from './stack/stack-schema.ts';
import { validate } from './yaml/validate.ts';

type Report = (message: string, location: Location, hint?: string) => void;

/** Reads one stack from its Compose files. What is wrong with them is among `problems`; there is a stack only when nothing is. */
export async function readStack(files: readonly string[]): Promise<{ readonly stack?: Stack; readonly problems: readonly Problem[] }> {
  const compose = readComposeFiles(files);
  const problems: Problem[] = [...compose.problems];
  const problem: Report = (message, location, hint) => void problems.push({ rule: 'stack', severity: 'error', message, location, ...(hint === undefined ? {} : { hint }) });
  const { value, places } = compose;
  const folder = resolve(dirname(files[0] ?? '.'));
  const harmless: string[] = Object.keys(value).filter(key => harmlessKeys.has(key) && key !== 'name');
  for (const key of Object.keys(value)) {
    if (['services', 'networks', 'volumes', 'secrets', 'configs', 'include', 'name'].includes(key) || harmlessKeys.has(key) || key.startsWith('x-')) continue;
    const close = nearest(key, ['services', 'networks', 'volumes', 'secrets', 'configs', 'include', 'name']);
    problem(`unexpected key "${key}", expected ${close === undefined ? 'one of Compose' : `"${close}"`}`, places.keyAt([key]), close === undefined ? undefined : `Did you mean "${close}"?`);
  }
  const extension = validate(stackExtension, value['x-drillbook'] ?? {}, places, ['x-drillbook']);
  problems.push(...extension.problems);
  const volumes = new Map<string, Volume>(Object.entries(mapping(value['volumes'])).map(([name, given]) => [name, volumeOf(name, given)]));
  const services = servicesOf(compose, folder, problem, name => volumes.set(name, { name }), harmless, problems);
  if (services.length === 0 && problems.length === 0) problem('unexpected absence of services, expected at least one', places.keyAt(['services']));
  const networks = networksOf(value['networks'], services);
  check(services, volumes, networks, problem);
  const { layout = 'network', bastion = {}, differs = [] } = extension.value ?? {};
  problems.push(...takenPorts(services, layout));
  for (const [source] of Object.entries(bastion.copy ?? {})) {
    if (relative(folder, resolve(folder, source)).startsWith('..')) problem(`unexpected path "${source}", expected one below the stack's folder`, places.keyAt(['x-drillbook', 'bastion', 'copy', source]));
  }
  if (problems.some(({ severity }) => severity === 'error')) return { problems };
  return {
    problems,
    stack: {
      name: typeof value['name'] === 'string' ? value['name'] : basename(folder).toLowerCase().replaceAll(/[^a-z0-9_-]/g, ''),
      files: files.map(String), folder, digest: digestOf(compose.texts.join('\0')), layout,
      bastion: { workdir: bastion.workdir ?? '/home/operator', copy: bastion.copy ?? {}, path: bastion.path ?? [], packages: bastion.packages ?? [], hosts: bastion.hosts ?? {}, environment: bastion.environment ?? {} },
      differs, services, networks, volumes: [...volumes.values()], harmless,
    },
  };
}

function servicesOf({ value, places }: MergedCompose, folder: string, problem: Report, anonymous: (name: string) => void, harmless: string[], problems: Problem[]): readonly Service[] {
  return Object.entries(mapping(value['services'])).flatMap(([name, given]) => {
    const known: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(mapping(given))) {
      const refused = refusedKeys[key];
      if (refused !== undefined && member !== false) problem(`unexpected key "${key}" of the service ${name}: ${refused}`, places.keyAt(['services', name, key]));
      else if (harmlessKeys.has(key)) harmless.push(`${name}.${key}`);
      else if (refused === undefined && (!key.startsWith('x-') || key === 'x-drillbook')) known[key] = member;
    }
    const { value: service, problems: invalid } = validate(composeService, known, places, ['services', name]);
    problems.push(...invalid);
    // A profile has to be asked for; a drill asks for none.
    return service === undefined || (service.profiles ?? []).length > 0 ? [] : [serviceOf(name, service, { folder, places, problem, anonymous })];
  });
}

function check(services: readonly Service[], volumes: ReadonlyMap<string, Volume>, networks: readonly Network[], problem: Report): void {
  const names = services.map(({ name }) => name);
  const expected = (name: string, known: readonly string[]): string => {
    const close = nearest(name, known);
    return `expected ${known.length === 0 ? 'one that is declared' : `one of ${known.join(', ')}`}${close === undefined ? '' : `; did you mean "${close}"?`}`;
  };
  for (const service of services) {
    for (const { service: name } of service.dependsOn) if (!names.includes(name)) problem(`unexpected service "${name}" that ${service.name} depends on, ${expected(name, names)}`, service.location);
    for (const mount of service.mounts) if (mount.kind === 'volume' && !volumes.has(mount.volume)) problem(`unexpected volume "${mount.volume}", ${expected(mount.volume, [...volumes.keys()])}`, mount.location);
    for (const name of service.networks) if (!networks.some(network => network.name === name)) problem(`unexpected network "${name}" of ${service.name}, ${expected(name, networks.map(network => network.name))}`, service.location);
  }
  const circle = circleIn(services);
  if (circle !== undefined) problem(`unexpected circle of dependencies ${circle.join(' → ')}, expected an order in which to start`, services.find(({ name }) => name === circle[0])?.location ?? { file: '', line: 1, column: 1 });
}

function circleIn(services: readonly Service[]): readonly string[] | undefined {
  const visit = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    for (const { service } of services.find(one => one.name === name)?.dependsOn ?? []) {
      const found = visit(service, [...path, name]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const { name } of services) {
    const found = visit(name, []);
    if (found !== undefined) return found;
  }
  return undefined;
}

function volumeOf(name: string, given: unknown): Volume {
  const options = mapping(mapping(given)['driver_opts']);
  const text = typeof options['o'] === 'string' ? options['o'] : '';
  const size = options['type'] === 'tmpfs' ? parseSize(/(?:^|,)size=([^,]+)/.exec(text)?.[1] ?? '') : undefined;
  const inodes = /(?:^|,)nr_inodes=(\d+)/.exec(text)?.[1];
  return { name, ...(size === undefined ? {} : { sizeBytes: size }), ...(inodes === undefined ? {} : { inodes: Number(inodes) }) };
}

function networksOf(given: unknown, services: readonly Service[]): readonly Network[] {
  const declared = Object.entries(mapping(given)).map(([name, network]) => ({ name, internal: mapping(network)['internal'] === true }));
  const usesDefault = services.some(service => service.networks.includes('default'));
  return usesDefault && !declared.some(({ name }) => name === 'default') ? [{ name: 'default', internal: false }, ...declared] : declared;
}

function mapping(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
