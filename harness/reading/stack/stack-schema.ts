import { z } from 'zod';
import { parseSize } from '../../support/size.ts';
import { durationText } from '../yaml/duration-text.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
/** What interpolation leaves of a number or a switch is text. */
const whole = z.union([z.int(), z.string().regex(/^\d+$/, 'expected a whole number').transform(Number)]);
/** Of a resource; -1 is none. */
const limit = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/, 'expected a whole number')
    .transform(Number),
]);
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform(text => text === 'true')]);
const size = z
  .union([z.number(), z.string()])
  .refine(value => parseSize(String(value)) !== undefined, { error: 'expected a size such as 64m' });
const cpus = z.union([z.number(), z.string()]).refine(value => Number(value) > 0, { error: 'expected a number of processors such as 0.5' });

const texts = z.union([z.string(), z.array(z.union([z.string(), z.number()]).transform(String))]);
const mapping = z.union([z.record(z.string(), scalar), z.array(z.string())]);

/** A secret or config that a service is given. */
const granted = z.union([z.string(), z.looseObject({ source: z.string(), target: z.string().optional() })]);

/** What `x-drillbook` says of a service. */
export const serviceExtension = z.strictObject({
  run: z.string().min(1).optional().describe('How the engine processes starts it: `postgres`, `redis`, `nginx`, or a command'),
  accept: z
    .union([z.string(), z.number()])
    .transform(String)
    .optional()
    .describe('Another major version than that of its image that will do; reports print it'),
  roles: z
    .record(
      z.string(),
      z.union([
        z.string(),
        z.strictObject({
          user: z.string().describe('Name of the user'),
          password: z.string().describe('Its password in this stack; never that of production'),
        }),
      ]),
    )
    .optional()
    .describe(
      'Database users by what they are for: `app`, `operator`. A name alone logs in with `POSTGRES_PASSWORD`; else `{ user, password }`',
    ),
  systemd: z
    .union([
      z.string(),
      z.strictObject({
        unit: z.string().describe('Name of the unit'),
        type: z
          .enum(['simple', 'oneshot', 'forking', 'notify'])
          .optional()
          .describe('When `systemctl start` returns; `forking` for PostgreSQL and `notify` for Redis with a health check, else `simple`'),
        umbrella: z
          .string()
          .optional()
          .describe(
            'A unit without a process of its own that starts and stops it, as `postgresql` on Debian: active even when its server is down',
          ),
      }),
    ])
    .optional()
    .describe('Its unit in systemd, or `{ unit, type, umbrella }`'),
  pm2: z.string().optional().describe('Its name in pm2'),
});

/** What `x-drillbook` says of the whole stack. */
export const stackExtension = z.strictObject({
  layout: z
    .enum(['network', 'host'])
    .optional()
    .describe("Where the operator sits: on the stack's network, or on the server itself; network"),
  bastion: z
    .strictObject({
      workdir: z.string().regex(/^\//, 'expected an absolute path').optional().describe('Where the shell begins'),
      copy: z
        .record(z.string(), z.string().regex(/^\//, 'expected an absolute path on the bastion'))
        .optional()
        .describe("Files and folders below the stack's own, and where they are on the bastion"),
      path: z.array(z.string()).optional().describe('Folders of your own tools, before the stand-ins on PATH'),
      packages: z
        .array(z.string().regex(/^[a-z0-9][a-z0-9+.-]+$/, 'expected the name of a Debian package'))
        .optional()
        .describe('Debian packages that the operator has beside the usual ones; on the embedded engine services have them too'),
      hosts: z.record(z.string(), z.string()).optional().describe('Names of production, and the services that answer to them'),
      environment: z
        .record(z.string(), z.union([z.string(), z.number()]).transform(String))
        .optional()
        .describe('Variables of the shell'),
    })
    .optional()
    .describe("The operator's shell"),
  differs: z.array(z.string()).optional().describe('Differences from production that you declare; every report prints them'),
});

/** The keys of a Compose service that have a meaning here. */
export const composeService = z.strictObject({
  image: z.string().optional(),
  build: z
    .union([
      z.string(),
      z.looseObject({
        context: z.string().optional(),
        dockerfile: z.string().optional(),
        args: mapping.optional(),
        target: z.string().optional(),
      }),
    ])
    .optional(),
  command: texts.nullable().optional(),
  entrypoint: texts.nullable().optional(),
  environment: mapping.optional(),
  env_file: z
    .union([z.string(), z.array(z.union([z.string(), z.looseObject({ path: z.string(), required: flag.optional() })]))])
    .optional(),
  ports: z
    .array(
      z.union([
        z.string(),
        z.number(),
        z.looseObject({ target: whole, published: z.union([z.string(), z.number()]).optional(), protocol: z.string().optional() }),
      ]),
    )
    .optional(),
  expose: z
    .array(
      z.union([
        z.int(),
        z
          .string()
          .regex(/^\d+(\/tcp)?$/, 'expected a port such as 8080')
          .transform(text => Number.parseInt(text, 10)),
      ]),
    )
    .optional(),
  volumes: z
    .array(
      z.union([
        z.string(),
        z.looseObject({
          type: z.enum(['volume', 'bind', 'tmpfs']),
          source: z.string().optional(),
          target: z.string(),
          read_only: flag.optional(),
          tmpfs: z.looseObject({ size: z.union([z.string(), z.number()]).optional() }).optional(),
        }),
      ]),
    )
    .optional(),
  tmpfs: z.union([z.string(), z.array(z.string())]).optional(),
  depends_on: z
    .union([
      z.array(z.string()),
      z.record(
        z.string(),
        z.looseObject({
          condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']).optional(),
          required: flag.optional(),
        }),
      ),
    ])
    .optional(),
  healthcheck: z
    .looseObject({
      test: z.union([z.string(), z.array(z.string())]).optional(),
      interval: durationText.optional(),
      timeout: durationText.optional(),
      retries: whole.optional(),
      start_period: durationText.optional(),
      start_interval: durationText.optional(),
      disable: flag.optional(),
    })
    .optional(),
  restart: z
    .string()
    .regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/, 'expected no, always, on-failure or unless-stopped')
    .optional(),
  deploy: z
    .looseObject({
      replicas: whole.optional(),
      resources: z.looseObject({ limits: z.looseObject({ memory: size.optional(), cpus: cpus.optional() }).optional() }).optional(),
    })
    .optional(),
  scale: whole.optional(),
  mem_limit: size.optional(),
  cpus: cpus.optional(),
  stop_signal: z.string().optional(),
  stop_grace_period: durationText.optional(),
  user: z.union([z.string(), z.number()]).optional(),
  working_dir: z.string().optional(),
  networks: z
    .union([z.array(z.string()), z.record(z.string(), z.looseObject({ aliases: z.array(z.string()).optional() }).nullable())])
    .optional(),
  profiles: z.array(z.string()).optional(),
  container_name: z.string().optional(),
  extra_hosts: mapping.optional(),
  init: flag.optional(),
  cap_drop: z.array(z.string()).optional(),
  read_only: flag.optional(),
  ulimits: z.record(z.string(), z.union([limit, z.strictObject({ soft: limit, hard: limit })])).optional(),
  secrets: z.array(granted).optional(),
  configs: z.array(granted).optional(),
  shm_size: size.optional(),
  hostname: z.string().optional(),
  'x-drillbook': serviceExtension.optional(),
});

/** Keys that are read and change nothing here. */
export const harmlessKeys: ReadonlySet<string> = new Set([
  'version',
  'labels',
  'label_file',
  'logging',
  'tty',
  'stdin_open',
  'develop',
  'pull_policy',
  'platform',
  'attach',
  'annotations',
  'domainname',
  'mac_address',
  'dns',
  'dns_opt',
  'dns_search',
  'pids_limit',
  'mem_reservation',
  'memswap_limit',
  'mem_swappiness',
  'oom_score_adj',
  'oom_kill_disable',
  'cpu_shares',
  'cpu_count',
  'cpu_percent',
  'cpu_period',
  'cpu_quota',
  'cpuset',
  'blkio_config',
  'storage_opt',
]);

/** Keys that the engine `processes` cannot honour; listed with the harmless ones, so that `plan` tells. */
export const withoutEffect: ReadonlySet<string> = new Set(['ulimits', 'shm_size', 'cap_drop', 'read_only']);

/** Rights that Docker gives to every container anyway. */
const usualRights: ReadonlySet<unknown> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'NET_RAW',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** Keys that a drill must not give to what it runs, and why. */
const refusedKeys: Readonly<Record<string, string>> = {
  privileged: 'a drill gives no service rights over the machine',
  devices: "a drill gives no service the machine's devices",
  device_cgroup_rules: "a drill gives no service the machine's devices",
  gpus: "a drill gives no service the machine's devices",
  runtime: 'a drill chooses what runs its services',
  network_mode: 'a drill has networks of its own',
  pid: "a drill does not share the machine's processes",
  ipc: "a drill does not share the machine's memory",
  uts: "a drill does not share the machine's name",
  userns_mode: 'a drill has user namespaces of its own',
  cgroup: "a drill does not touch the machine's control groups",
  cgroup_parent: "a drill does not touch the machine's control groups",
  cap_add: 'a drill gives no service further rights',
  security_opt: 'a drill does not loosen its own guards',
  group_add: 'a drill gives no service further rights',
  credential_spec: "a drill gives no service the machine's credentials",
  sysctls: 'a drill does not change kernel parameters',
  volumes_from: 'it is not supported; name the volumes instead',
  links: 'it is not supported; services find each other by name',
  external_links: 'a drill reaches nothing outside of its stack',
  extends: 'it is not supported; use `include`, an anchor or a second Compose file',
  post_start: 'it is not supported; put it into the command',
  pre_stop: 'it is not supported; put it into the command',
};

/** Why a key with this value is refused; undefined when it is not. */
export function refusal(key: string, value: unknown): string | undefined {
  if (value === false || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (key === 'cap_add' && Array.isArray(value) && value.every(right => usualRights.has(String(right).toUpperCase().replace(/^CAP_/, ''))))
    return undefined;
  if (key === 'security_opt' && Array.isArray(value) && value.every(option => /^no-new-privileges([:=]true)?$/.test(String(option))))
    return undefined;
  return Object.hasOwn(refusedKeys, key) ? refusedKeys[key] : undefined;
}

/** Keys of Compose that are refused with some values; with others they change nothing here. */
export function isRefusable(key: string): boolean {
  return Object.hasOwn(refusedKeys, key);
}

/** Where a Compose file says `x-drillbook`; the rest of it is Compose's own. */
export const composeExtensions = z.looseObject({
  'x-drillbook': stackExtension.optional().describe('What drillbook must know of the stack'),
  services: z
    .record(z.string(), z.looseObject({ 'x-drillbook': serviceExtension.optional().describe('What drillbook must know of the service') }))
    .optional(),
});
