import { z } from 'zod';
import { durationText } from '../yaml/duration-text.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const texts = z.union([z.string(), z.array(z.union([z.string(), z.number()]).transform(String))]);
const mapping = z.union([z.record(z.string(), scalar), z.array(z.string())]);

/** What `x-drillbook` says of a service. */
export const serviceExtension = z.strictObject({
  run: z.string().min(1).optional(),
  accept: z.union([z.string(), z.number()]).transform(String).optional(),
  roles: z.record(z.string(), z.string()).optional(),
  systemd: z.union([z.string(), z.strictObject({ unit: z.string(), type: z.enum(['simple', 'oneshot', 'forking', 'notify']).optional() })]).optional(),
  pm2: z.string().optional(),
});

/** What `x-drillbook` says of the whole stack. */
export const stackExtension = z.strictObject({
  layout: z.enum(['network', 'host']).optional(),
  bastion: z.strictObject({
    workdir: z.string().regex(/^\//, 'expected an absolute path').optional(),
    copy: z.record(z.string(), z.string().regex(/^\//, 'expected an absolute path on the bastion')).optional(),
    path: z.array(z.string()).optional(),
    packages: z.array(z.string()).optional(),
    hosts: z.record(z.string(), z.string()).optional(),
    environment: z.record(z.string(), z.union([z.string(), z.number()]).transform(String)).optional(),
  }).optional(),
  differs: z.array(z.string()).optional(),
});

/** The keys of a Compose service that have a meaning here. */
export const composeService = z.strictObject({
  image: z.string().optional(),
  build: z.union([z.string(), z.looseObject({ context: z.string().optional(), dockerfile: z.string().optional(), args: mapping.optional(), target: z.string().optional() })]).optional(),
  command: texts.nullable().optional(),
  entrypoint: texts.nullable().optional(),
  environment: mapping.optional(),
  env_file: z.union([z.string(), z.array(z.union([z.string(), z.looseObject({ path: z.string(), required: z.boolean().optional() })]))]).optional(),
  ports: z.array(z.union([z.string(), z.number(), z.looseObject({ target: z.number(), published: z.union([z.string(), z.number()]).optional() })])).optional(),
  expose: z.array(z.union([z.string(), z.number()])).optional(),
  volumes: z.array(z.union([z.string(), z.looseObject({ type: z.enum(['volume', 'bind', 'tmpfs']), source: z.string().optional(), target: z.string(), read_only: z.boolean().optional(), tmpfs: z.looseObject({ size: z.union([z.string(), z.number()]).optional() }).optional() })])).optional(),
  tmpfs: z.union([z.string(), z.array(z.string())]).optional(),
  depends_on: z.union([z.array(z.string()), z.record(z.string(), z.looseObject({ condition: z.enum(['service_started', 'service_healthy', 'service_completed_successfully']).optional() }))]).optional(),
  healthcheck: z.looseObject({ test: z.union([z.string(), z.array(z.string())]).optional(), interval: durationText.optional(), timeout: durationText.optional(), retries: z.number().optional(), start_period: durationText.optional(), start_interval: durationText.optional(), disable: z.boolean().optional() }).optional(),
  restart: z.string().regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/, 'expected no, always, on-failure or unless-stopped').optional(),
  deploy: z.looseObject({ replicas: z.int().optional(), resources: z.looseObject({ limits: z.looseObject({ memory: z.string().optional(), cpus: z.union([z.string(), z.number()]).optional() }).optional() }).optional() }).optional(),
  scale: z.int().optional(),
  mem_limit: z.union([z.string(), z.number()]).optional(),
  cpus: z.union([z.string(), z.number()]).optional(),
  stop_signal: z.string().optional(),
  stop_grace_period: durationText.optional(),
  user: z.union([z.string(), z.number()]).optional(),
  working_dir: z.string().optional(),
  networks: z.union([z.array(z.string()), z.record(z.string(), z.looseObject({ aliases: z.array(z.string()).optional() }).nullable())]).optional(),
  profiles: z.array(z.string()).optional(),
  container_name: z.string().optional(),
  extra_hosts: mapping.optional(),
  init: z.boolean().optional(),
  ulimits: z.unknown().optional(),
  secrets: z.array(z.unknown()).optional(),
  configs: z.array(z.unknown()).optional(),
  shm_size: z.union([z.string(), z.number()]).optional(),
  hostname: z.string().optional(),
  'x-drillbook': serviceExtension.optional(),
});

/** Keys that are read and change nothing here. */
export const harmlessKeys: ReadonlySet<string> = new Set(['version', 'labels', 'logging', 'tty', 'stdin_open', 'develop', 'pull_policy', 'platform', 'attach', 'annotations', 'domainname', 'label_file', 'mem_reservation', 'memswap_limit', 'oom_score_adj', 'cpu_shares', 'name']);

/** Keys that a drill must not give to what it runs, and why. */
export const refusedKeys: Readonly<Record<string, string>> = {
  privileged: 'a drill gives no service rights over the machine',
  devices: 'a drill gives no service the machine\'s devices',
  network_mode: 'a drill has networks of its own',
  pid: 'a drill does not share the machine\'s processes',
  ipc: 'a drill does not share the machine\'s memory',
  userns_mode: 'a drill has user namespaces of its own',
  cgroup_parent: 'a drill does not touch the machine\'s control groups',
  cap_add: 'a drill gives no service further rights',
  security_opt: 'a drill does not loosen its own guards',
  sysctls: 'a drill does not change kernel parameters',
  volumes_from: 'it is not supported; name the volumes instead',
  links: 'it is not supported; services find each other by name',
  external_links: 'a drill reaches nothing outside of its stack',
};

/** Where a Compose file says `x-drillbook`; the rest of it is Compose's own. */
export const composeExtensions = z.looseObject({
  'x-drillbook': stackExtension.optional().describe('What drillbook must know of the stack'),
  services: z.record(z.string(), z.looseObject({ 'x-drillbook': serviceExtension.optional().describe('What drillbook must know of the service') })).optional(),
});
