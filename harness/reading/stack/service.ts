import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { z } from 'zod';
import type { Location } from '../../model/location.ts';
import type { Dependency, Healthcheck, Mount, Service } from '../../model/stack.ts';
import { parseSize } from '../../support/size.ts';
import { durationOr } from '../yaml/duration-text.ts';
import type { Path } from '../yaml/read-yaml.ts';
import type { Places } from '../yaml/validate.ts';
import { readEnvFile } from './interpolate.ts';
import { mountOf } from './mounts.ts';
import { portOf } from './ports.ts';
import { shellWords } from './shell-words.ts';
import type { composeService } from './stack-schema.ts';

export type ComposeService = z.output<typeof composeService>;

export interface ServiceContext {
  readonly folder: string;
  readonly places: Places;
  readonly problem: (message: string, location: Location, hint?: string) => void;
  readonly anonymous: (volume: string) => void;
}

/** Gives meaning to one service of a Compose file. */
export function serviceOf(name: string, given: ComposeService, context: ServiceContext): Service {
  const { folder, places, problem } = context;
  const path: Path = ['services', name];
  const extension = given['x-drillbook'] ?? {};
  const words = (value: string | readonly string[] | null | undefined): readonly string[] | undefined => (value === undefined || value === null ? undefined : typeof value === 'string' ? shellWords(value) : value);
  const command = words(given.command);
  const entrypoint = words(given.entrypoint);
  const build = typeof given.build === 'string' ? { context: given.build } : given.build;
  const memory = given.mem_limit ?? given.deploy?.resources?.limits?.memory;
  const cpus = given.cpus ?? given.deploy?.resources?.limits?.cpus;
  const memoryBytes = memory === undefined ? undefined : parseSize(String(memory));
  const contextFolder = build === undefined ? undefined : resolve(folder, build.context ?? '.');
  if (contextFolder !== undefined && !existsSync(contextFolder)) problem(`unexpected build context "${build?.context ?? '.'}", expected a folder that exists`, places.at([...path, 'build']));
  const healthcheck = healthcheckOf(given.healthcheck);
  const mounts = [
    ...(given.volumes ?? []).map((entry, index) => mountOf(entry, { service: name, folder, location: places.at([...path, 'volumes', index]), problem, anonymous: context.anonymous })),
    ...[given.tmpfs ?? []].flat().map((entry): Mount => {
      const [target = '', options = ''] = entry.split(':');
      const size = parseSize(/size=(\w+)/.exec(options)?.[1] ?? '');
      return { kind: 'tmpfs', target, location: places.at([...path, 'tmpfs']), ...(size === undefined ? {} : { sizeBytes: size }) };
    }),
  ].filter(mount => mount !== undefined);
  return {
    name, location: places.keyAt(path), ...(given.image === undefined ? {} : { image: given.image }),
    ...(build === undefined || contextFolder === undefined ? {} : { build: { context: contextFolder, args: mappingOf((build as { args?: unknown }).args), ...((build as { dockerfile?: string }).dockerfile === undefined ? {} : { dockerfile: (build as { dockerfile: string }).dockerfile }), ...((build as { target?: string }).target === undefined ? {} : { target: (build as { target: string }).target }) } }),
    ...(command === undefined ? {} : { command }), ...(entrypoint === undefined ? {} : { entrypoint }),
    environment: { ...envFilesOf(given, folder, location => problem('unexpected env file, expected one that exists', location), places.at([...path, 'env_file'])), ...mappingOf(given.environment) },
    ports: (given.ports ?? []).flatMap((entry, index) => {
      const location = places.at([...path, 'ports', index]);
      const port = portOf(entry, location);
      if (port === undefined) problem(`unexpected port "${JSON.stringify(entry)}", expected one such as 8080:80`, location, 'Ranges and UDP are not supported.');
      return port === undefined ? [] : [port];
    }),
    expose: (given.expose ?? []).map(Number), mounts,
    networks: given.networks === undefined ? ['default'] : Array.isArray(given.networks) ? given.networks : Object.keys(given.networks),
    dependsOn: dependenciesOf(given.depends_on), ...(healthcheck === undefined ? {} : { healthcheck }),
    restart: (given.restart?.split(':')[0] ?? 'no') as Service['restart'], replicas: given.deploy?.replicas ?? given.scale ?? 1,
    ...(memoryBytes === undefined ? {} : { memoryBytes }), ...(cpus === undefined ? {} : { cpus: Number(cpus) }),
    stopSignal: given.stop_signal ?? 'SIGTERM', stopGraceMs: durationOr(given.stop_grace_period, 10_000),
    ...(given.user === undefined ? {} : { user: String(given.user) }), ...(given.working_dir === undefined ? {} : { workingDir: given.working_dir }),
    ...(given.container_name === undefined ? {} : { containerName: given.container_name }), ...(given.hostname === undefined ? {} : { hostname: given.hostname }),
    extraHosts: mappingOf(given.extra_hosts), init: given.init ?? false,
    ...(extension.run === undefined ? {} : { run: { command: extension.run, location: places.at([...path, 'x-drillbook', 'run']), ...(extension.accept === undefined ? {} : { accept: extension.accept }) } }),
    roles: extension.roles ?? {},
    ...(extension.systemd === undefined ? {} : { systemd: typeof extension.systemd === 'string' ? { unit: extension.systemd, type: 'simple' as const } : { unit: extension.systemd.unit, type: extension.systemd.type ?? 'simple' } }),
    ...(extension.pm2 === undefined ? {} : { pm2: extension.pm2 }),
  };
}

/** `KEY: value` or `- KEY=value`; a key without a value is left out, for nothing comes from this machine's environment. */
function mappingOf(given: unknown): Readonly<Record<string, string>> {
  if (given === undefined || given === null) return {};
  const entries = Array.isArray(given)
    ? (given as string[]).flatMap(entry => {
        const at = entry.search(/[=:]/);
        return at === -1 ? [] : [[entry.slice(0, at), entry.slice(at + 1)] as const];
      })
    : Object.entries(given as Record<string, unknown>).flatMap(([key, value]) => (value === null || value === undefined ? [] : [[key, `${value as string}`] as const]));
  return Object.fromEntries(entries);
}

function envFilesOf(given: ComposeService, folder: string, onMissing: (location: Location) => void, location: Location): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const entry of [given.env_file ?? []].flat()) {
    const { path, required = true } = typeof entry === 'string' ? { path: entry } : entry;
    const file = join(folder, path);
    if (existsSync(file)) Object.assign(values, readEnvFile(readFileSync(file, 'utf8')));
    else if (required) onMissing(location);
  }
  return values;
}

function dependenciesOf(given: ComposeService['depends_on']): readonly Dependency[] {
  if (given === undefined) return [];
  if (Array.isArray(given)) return given.map(service => ({ service, condition: 'service_started' }));
  return Object.entries(given).map(([service, { condition }]) => ({ service, condition: condition ?? 'service_started' }));
}

function healthcheckOf(given: ComposeService['healthcheck']): Healthcheck | undefined {
  if (given?.test === undefined || given.disable === true) return undefined;
  const [kind, ...words] = typeof given.test === 'string' ? ['CMD-SHELL', given.test] : given.test;
  if (kind === 'NONE' || words.length === 0) return undefined;
  return {
    test: kind === 'CMD-SHELL' ? ['/bin/sh', '-c', words.join(' ')] : kind === 'CMD' ? words : [kind ?? '', ...words],
    intervalMs: durationOr(given.interval, 30_000), timeoutMs: durationOr(given.timeout, 30_000), retries: given.retries ?? 3, startPeriodMs: durationOr(given.start_period, 0),
  };
}
