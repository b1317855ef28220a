import type { Location } from './location.ts';

export type Layout = 'network' | 'host';

export interface Port {
  /** Port on the operator's side (`localhost` on the bastion); absent when not published. */
  readonly published?: number;
  readonly target: number;
  readonly location: Location;
}

export type Mount =
  | { readonly kind: 'volume'; readonly volume: string; readonly target: string; readonly readOnly: boolean; readonly location: Location }
  | { readonly kind: 'bind'; readonly source: string; readonly target: string; readonly readOnly: boolean; readonly location: Location }
  | {
      readonly kind: 'tmpfs';
      readonly target: string;
      readonly sizeBytes?: number;
      /** As mount(8) takes them. */ readonly options?: string;
      readonly location: Location;
    };

export interface Dependency {
  readonly service: string;
  readonly condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
}

export interface Healthcheck {
  /** Argument vector; `CMD-SHELL` is already `['/bin/sh', '-c', …]`. */
  readonly test: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
}

/** A part of the stack: what Compose says of it, and what `x-drillbook` adds. */
export interface Service {
  readonly name: string;
  readonly location: Location;
  readonly image?: string;
  readonly build?: {
    readonly context: string;
    readonly dockerfile?: string;
    readonly args: Readonly<Record<string, string>>;
    readonly target?: string;
  };
  /** Overrides of Compose, as argument vectors. */
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly Port[];
  readonly expose: readonly number[];
  readonly mounts: readonly Mount[];
  readonly networks: readonly string[];
  /** Further names by which peers on a network find it. */
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  readonly dependsOn: readonly Dependency[];
  readonly healthcheck?: Healthcheck;
  /** The image's own health check is switched off, too. */
  readonly noHealthcheck?: boolean;
  readonly restart: 'no' | 'always' | 'on-failure' | 'unless-stopped';
  /** Of `on-failure:3`: how often it is started again before it stays down. */
  readonly restartLimit?: number;
  readonly replicas: number;
  readonly memoryBytes?: number;
  readonly cpus?: number;
  readonly stopSignal: string;
  readonly stopGraceMs: number;
  readonly user?: string;
  readonly workingDir?: string;
  readonly containerName?: string;
  readonly hostname?: string;
  readonly extraHosts: Readonly<Record<string, string>>;
  readonly init: boolean;
  /** Its root file system cannot be written. */
  readonly readOnly?: boolean;
  readonly capDrop?: readonly string[];
  readonly shmBytes?: number;
  readonly ulimits?: Readonly<Record<string, { readonly soft: number; readonly hard: number }>>;
  /** How the `processes` engine runs it: `postgres`, `redis` or a command line; absent: it cannot. */
  readonly run?: {
    readonly command: string;
    readonly location: Location;
    /** Major version accepted instead of the image's. */ readonly accept?: string;
  };
  /** Database roles: who the app and who the operator is. */
  readonly roles: Readonly<Record<string, string>>;
  /** Of roles that do not log in with `POSTGRES_PASSWORD`. */
  readonly passwords?: Readonly<Record<string, string>>;
  readonly systemd?: {
    readonly unit: string;
    readonly type: UnitType;
    /** A unit that starts and stops this one and has no process of its own, as Debian's `postgresql` is to `postgresql@15-main`. */
    readonly umbrella?: string;
  };
  readonly pm2?: string;
  /** It is started so that its clock can be set apart from the machine's; said by planning, where a fault needs it. */
  readonly ownClock?: boolean;
}

/** When `systemctl start` of a unit returns: at once, when its process has ended, or when it is ready. */
export type UnitType = 'simple' | 'oneshot' | 'forking' | 'notify';

export interface Volume {
  readonly name: string;
  /** From Compose's own `driver_opts` (`type: tmpfs`, `o: size=64m`). */
  readonly sizeBytes?: number;
  readonly inodes?: number;
}

export interface Network {
  readonly name: string;
  readonly internal: boolean;
}

/** The operator's shell inside the stack's network. */
export interface BastionSpec {
  readonly workdir: string;
  /** Paths below the stack's folder and where they are copied to. */
  readonly copy: Readonly<Record<string, string>>;
  /** Own tools, before the shims on PATH. */
  readonly path: readonly string[];
  readonly packages: readonly string[];
  /** Other names of services: `db-1.prod.internal: database`. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  /** Names of those variables that the operator's shell does not have; what the scenario asks on the bastion has them. */
  readonly withheld?: readonly string[];
}

/** A file that a stack's text was read from. */
export interface StackSource {
  readonly file: string;
  readonly digest: string;
}

/** One stack: its Compose files, merged. */
export interface Stack {
  /** Compose's project name. */
  readonly name: string;
  readonly files: readonly string[];
  /** All that its text was read from: these files, what they include, and `.env` files. */
  readonly sources?: readonly StackSource[];
  /** Files of services' variables (`env_file`), with their full paths. */
  readonly envFiles?: readonly string[];
  /** Folder of the first file; bind mounts and copies stay below it. */
  readonly folder: string;
  readonly digest: string;
  readonly layout: Layout;
  readonly bastion: BastionSpec;
  /** Declared differences from production, printed in every report. */
  readonly differs: readonly string[];
  readonly services: readonly Service[];
  readonly networks: readonly Network[];
  readonly volumes: readonly Volume[];
  /** Where images come from instead, by pattern: `docker.io/*` → `registry.internal/hub/*`. */
  readonly images?: Readonly<Record<string, string>>;
  /** Keys that were read and have no meaning here. */
  readonly harmless: readonly string[];
}
