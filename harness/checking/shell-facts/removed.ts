import type { Location } from '../../model/location.ts';
import type { ShellCommand, ShellWord } from '../document/shell/tree.ts';
import { urlsOf } from './curl-call.ts';
import { composeCall, operandsOf } from './words-of-call.ts';

/** Something that a tool had. */
export interface Removal {
  readonly what: string;
  readonly instead: string;
  readonly since: string;
  /** `removed` where no release that is cared for has it; `outdated` where newer systems come without it. */
  readonly stage: 'removed' | 'outdated';
  readonly location: Location;
}

type Entry = Omit<Removal, 'location'>;
type Ask = (command: ShellCommand) => readonly [Entry, ShellWord | undefined] | undefined;

/** What a command uses that is gone, or going. */
export function removalOf(command: ShellCommand): Removal | undefined {
  const ask = asks.get(command.name) ?? (command.shell.text.includes('xlog') ? inSql : undefined);
  const [entry, word] = ask?.(command) ?? [];
  return entry === undefined ? undefined : { ...entry, location: (word ?? command).location };
}

const removed = (what: string, instead: string, since: string): Entry => ({ what, instead, since, stage: 'removed' });
const outdated = (what: string, instead: string, since: string): Entry => ({ what, instead, since, stage: 'outdated' });

const replaced =
  (what: string, instead: string, since: string): Ask =>
  ({ words }) => [outdated(`\`${what}\``, `\`${instead}\``, since), words[0]];

/** The command's own verb. */
const verb =
  (found: RegExp, entry: Entry, unless: (command: ShellCommand) => boolean = () => false): Ask =>
  command => {
    const words = operandsOf(command, /^-[nf]$|^--(?:namespace|region|profile|context|endpoints)$/);
    const text = words.map(({ value }) => value).join(' ');
    return found.test(text) && !unless(command) ? [entry, undefined] : undefined;
  };

const first =
  (...all: readonly Ask[]): Ask =>
  command => {
    for (const ask of all) {
      const found = ask(command);
      if (found !== undefined) return found;
    }
    return undefined;
  };

const word =
  (found: RegExp, entry: Entry): Ask =>
  ({ args }) => {
    const at = args.find(({ value }) => found.test(value));
    return at === undefined ? undefined : [entry, at];
  };

/** What stands behind the script's name is the script's. */
const firstWord =
  (found: RegExp, entry: Entry): Ask =>
  ({ args: [at] }) =>
    at !== undefined && found.test(at.value) ? [entry, at] : undefined;

const alertmanager: Ask = command => {
  const url = urlsOf(command).find(({ value }) => /(?::9093|\balertmanager[\w.-]*(?::\d+)?)\/api\/v1\//.test(value));
  return url === undefined ? undefined : [removed("Alertmanager's `/api/v1/`", '`/api/v2/`', 'version 0.27 removed it'), url];
};

const compose: Ask = command => {
  const [verb, ...more] = composeCall(command) ?? [];
  const format = verb?.value === 'ps' ? more.find(({ value }) => /^--format(?:=|$)/.test(value)) : undefined;
  if (format !== undefined)
    return [outdated('`docker-compose ps --format`', '`docker compose ps`', 'version 1 does not know the option'), format];
  return [
    outdated('`docker-compose`', '`docker compose`', 'version 1 ended in 2023, and newer systems have the plugin only'),
    command.words[0],
  ];
};

const inSql: Ask = word(
  /\bpg_(?:current_xlog\w*|switch_xlog|xlogfile_name|last_xlog_\w+)\b/,
  removed('function of `xlog`', 'that of `wal`', 'PostgreSQL 10 renamed it'),
);

const hasApi2 = ({ assignments }: ShellCommand): boolean =>
  assignments.some(({ name, value }) => name === 'ETCDCTL_API' && value?.value === '2');

const asks: ReadonlyMap<string, Ask> = new Map(
  Object.entries<Ask>({
    curl: alertmanager,
    docker: verb(/^scan(?: |$)/, removed('`docker scan`', '`docker scout cves`', 'Docker removed it in 2023')),
    php: word(
      /^xdebug\.(?:profiler_enable|profiler_output_dir|remote_\w+|auto_trace|default_enable|coverage_enable)\b/,
      removed('setting of Xdebug 2', '`xdebug.mode`', 'Xdebug 3 does not know it'),
    ),
    kubectl: first(
      verb(/^rolling-update /, removed('`kubectl rolling-update`', '`kubectl rollout`', 'version 1.18 removed it')),
      verb(
        /^get (?:componentstatuses|cs)$/,
        outdated('`kubectl get componentstatuses`', '`kubectl get --raw /readyz?verbose`', 'deprecated since 1.19'),
      ),
      word(/^--delete-local-data$/, outdated('`--delete-local-data`', '`--delete-emptydir-data`', 'deprecated since 1.20')),
    ),
    helm: first(
      verb(/^init(?: |$)/, removed('`helm init`', 'Helm 3', 'there is no Tiller any more')),
      word(/^--purge$/, removed('`--purge`', '`helm uninstall`', 'Helm 3 does not know it')),
    ),
    aws: verb(/^ecr get-login(?: |$)/, removed('`aws ecr get-login`', '`aws ecr get-login-password`', 'version 2 does not have it')),
    etcdctl: verb(
      /^cluster-health(?: |$)/,
      removed('`etcdctl cluster-health`', '`etcdctl endpoint health`', 'the API of version 2 is gone'),
      hasApi2,
    ),
    node: firstWord(/^--debug(?:-brk)?(?:=|$)/, removed('`node --debug`', '`node --inspect`', 'Node 8 removed it')),
    npm: verb(/^(?:bin|set-script)(?: |$)/, removed('`npm bin` and `npm set-script`', '`npx` and `npm pkg set`', 'npm 9 removed them')),
    'certbot-auto': ({ words }) => [removed('`certbot-auto`', '`certbot`', 'it is not cared for since 2021'), words[0]],
    'redis-trib.rb': ({ words }) => [removed('`redis-trib.rb`', '`redis-cli --cluster`', 'Redis 5 removed it'), words[0]],
    'docker-compose': compose,
    ifconfig: replaced('ifconfig', 'ip addr', 'newer systems come without net-tools'),
    netstat: replaced('netstat', 'ss', 'newer systems come without net-tools'),
    route: replaced('route', 'ip route', 'newer systems come without net-tools'),
    arp: replaced('arp', 'ip neigh', 'newer systems come without net-tools'),
    chkconfig: replaced('chkconfig', 'systemctl', 'newer systems have no init scripts'),
    'apt-key': replaced('apt-key', 'files below /etc/apt/keyrings', 'newer releases of apt come without it'),
    'systemd-resolve': replaced('systemd-resolve', 'resolvectl', 'newer systems come without it'),
    mongo: replaced('mongo', 'mongosh', 'MongoDB 6 comes without it'),
  }),
);
