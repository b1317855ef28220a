import { resolve } from 'node:path';
import type { Dependency, Mount, Service } from '../../model/stack.ts';
import { parseSize } from '../../support/size.ts';
import { durationOr } from '../yaml/duration-text.ts';
import type { Path } from '../yaml/path.ts';
import { envFilesOf, mappingOf } from './environment.ts';
import { grantedFiles } from './granted-files.ts';
import { healthcheckOf, isSwitchedOff, wordsOf } from './healthcheck.ts';
import { insideFolder } from './inside-folder.ts';
import { mountOf } from './mounts.ts';
import { portOf } from './ports.ts';
import type { ComposeService, ServiceContext } from './service-context.ts';
import { unitOf } from './systemd-unit.ts';

/** Gives meaning to one service of a Compose file. */
export function serviceOf(name: string, given: ComposeService, context: ServiceContext): Service {
  const { places, problem } = context;
  const path: Path = ['services', name];
  const extension = given['x-drillbook'] ?? {};
  if (given.image === undefined && given.build === undefined && extension.run === undefined)
    problem(`unexpected service "${name}" with nothing to run, expected \`image\` or \`build\``, places.keyAt(path));
  const memory = given.mem_limit ?? given.deploy?.resources?.limits?.memory;
  const cpus = given.cpus ?? given.deploy?.resources?.limits?.cpus;
  const healthcheck = healthcheckOf(given.healthcheck, kind =>
    problem(
      `unexpected health check "${kind}", expected CMD, CMD-SHELL or NONE first`,
      places.at([...path, 'healthcheck', 'test', 0]),
      `Did you mean [CMD, ${kind}, …]?`,
    ),
  );
  const envFiles = [given.env_file ?? []].flat();
  const envPath = (index: number): Path => [...path, 'env_file', ...(Array.isArray(given.env_file) ? [index] : [])];
  return {
    name,
    location: places.keyAt(path),
    ...present({
      image: given.image,
      build: buildOf(given, path, context),
      command: wordsOf(given.command),
      entrypoint: wordsOf(given.entrypoint),
    }),
    environment: {
      ...envFilesOf(envFiles, {
        folder: context.folder,
        baseAt: index => context.folderAt(envPath(index)),
        at: index => places.at(envPath(index)),
        problem,
        found: context.envFile,
      }),
      ...mappingOf(given.environment),
    },
    ports: (given.ports ?? []).flatMap((entry, index) => {
      const location = places.at([...path, 'ports', index]);
      const port = portOf(entry, location);
      if (port === undefined)
        problem(`unexpected port ${JSON.stringify(entry)}, expected one such as "8080:80"`, location, 'Ranges and UDP are not supported.');
      return port === undefined ? [] : [port];
    }),
    expose: given.expose ?? [],
    mounts: mountsOf(name, given, path, context),
    networks: given.networks === undefined ? ['default'] : Array.isArray(given.networks) ? given.networks : Object.keys(given.networks),
    dependsOn: dependenciesOf(given.depends_on, context.running),
    restart: (given.restart?.split(':')[0] ?? 'no') as Service['restart'],
    replicas: given.deploy?.replicas ?? given.scale ?? 1,
    stopSignal: given.stop_signal ?? 'SIGTERM',
    stopGraceMs: durationOr(given.stop_grace_period, 10_000),
    extraHosts: mappingOf(given.extra_hosts),
    init: given.init ?? false,
    ...rolesOf(extension.roles ?? {}),
    ...present({
      healthcheck,
      noHealthcheck: isSwitchedOff(given.healthcheck) ? true : undefined,
      aliases: aliasesOf(given.networks),
      restartLimit: Number(given.restart?.split(':')[1] ?? 0) || undefined,
      readOnly: given.read_only === true ? true : undefined,
      capDrop: given.cap_drop,
      shmBytes: given.shm_size === undefined ? undefined : parseSize(String(given.shm_size)),
      ulimits: given.ulimits === undefined ? undefined : ulimitsOf(given.ulimits),
      memoryBytes: memory === undefined ? undefined : parseSize(String(memory)),
      cpus: cpus === undefined ? undefined : Number(cpus),
      user: given.user === undefined ? undefined : String(given.user),
      workingDir: given.working_dir,
      containerName: given.container_name,
      hostname: given.hostname,
      pm2: extension.pm2,
      run:
        extension.run === undefined
          ? undefined
          : { command: extension.run, location: places.at([...path, 'x-drillbook', 'run']), ...present({ accept: extension.accept }) },
      systemd: extension.systemd === undefined ? undefined : unitOf(extension.systemd, given, healthcheck !== undefined),
    }),
  };
}

/** Names that the service asks for on its networks. */
function aliasesOf(networks: ComposeService['networks']): Service['aliases'] | undefined {
  if (networks === undefined || Array.isArray(networks)) return undefined;
  const given = Object.entries(networks).flatMap(([network, settings]) =>
    settings?.aliases === undefined ? [] : [[network, settings.aliases] as const],
  );
  return given.length === 0 ? undefined : Object.fromEntries(given);
}

function ulimitsOf(given: NonNullable<ComposeService['ulimits']>): NonNullable<Service['ulimits']> {
  return Object.fromEntries(
    Object.entries(given).map(([name, limit]) => [name, typeof limit === 'object' ? limit : { soft: limit, hard: limit }]),
  );
}

function buildOf({ build }: ComposeService, path: Path, { folder, folderAt, places, problem }: ServiceContext): Service['build'] {
  if (build === undefined) return undefined;
  const { context = '.', dockerfile, args, target } = typeof build === 'string' ? { context: build } : build;
  const at: Path = [...path, 'build', ...(typeof build === 'string' ? [] : ['context'])];
  const full = resolve(folderAt(at), context);
  const where = insideFolder(folder, full);
  if (where === 'missing') problem(`unexpected build context "${context}", expected a folder that exists`, places.at(at));
  if (where === 'outside')
    problem(
      `unexpected build context "${context}", expected a folder below the stack's`,
      places.at(at),
      'What a drill builds is copied from beside the first Compose file: name one that lies above all that is needed first.',
    );
  return { context: full, args: mappingOf(args), ...present({ dockerfile, target }) };
}

function mountsOf(service: string, given: ComposeService, path: Path, context: ServiceContext): readonly Mount[] {
  const { folder, places, problem, anonymous } = context;
  const tmpfs = [given.tmpfs ?? []].flat();
  return [
    ...(given.volumes ?? []).flatMap((entry, index) => {
      const at: Path = [...path, 'volumes', index];
      return mountOf(entry, { service, folder, base: context.folderAt(at), location: places.at(at), problem, anonymous }) ?? [];
    }),
    ...tmpfs.flatMap((entry, index) => {
      const [target = '', options = ''] = entry.split(':');
      const size = /(?:^|,)size=([^,]+)/.exec(options)?.[1];
      const location = places.at([...path, 'tmpfs', ...(Array.isArray(given.tmpfs) ? [index] : [])]);
      return (
        mountOf(
          { type: 'tmpfs', target, ...(size === undefined ? {} : { tmpfs: { size } }) },
          { service, folder, base: folder, location, problem, anonymous },
        ) ?? []
      );
    }),
    ...grantedFiles('secrets', given.secrets ?? [], path, context),
    ...grantedFiles('configs', given.configs ?? [], path, context),
  ];
}

function dependenciesOf(given: ComposeService['depends_on'], running: ReadonlySet<string>): readonly Dependency[] {
  if (given === undefined) return [];
  if (Array.isArray(given)) return given.map(service => ({ service, condition: 'service_started' }));
  return Object.entries(given)
    .filter(([service, { required }]) => required !== false || running.has(service))
    .map(([service, { condition }]) => ({ service, condition: condition ?? 'service_started' }));
}

/** Without the members that are not given. */
function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

/** Users and, where they are said, their passwords, by what they are for. */
function rolesOf(
  given: Readonly<Record<string, string | { readonly user: string; readonly password: string }>>,
): Pick<Service, 'roles' | 'passwords'> {
  const roles = Object.fromEntries(Object.entries(given).map(([role, who]) => [role, typeof who === 'string' ? who : who.user]));
  const passwords = Object.fromEntries(
    Object.entries(given).flatMap(([role, who]) => (typeof who === 'string' ? [] : [[role, who.password]])),
  );
  return { roles, ...(Object.keys(passwords).length === 0 ? {} : { passwords }) };
}
