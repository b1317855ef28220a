import type { Service, Stack } from '../../../model/stack.ts';
import type { CellMount } from '../inside/protocol.ts';

/** How a service's `run:` becomes a process. */
export interface Runner {
  /** What a `run:` line means, or undefined when it is not for this runner. */
  claims(command: string): boolean;
  /** Why this service cannot run here; undefined when it can. */
  lacks(service: Service): string | undefined;
  prepare(service: Service, stack: Stack): Promise<Prepared>;
}

export interface Prepared {
  /** `PostgreSQL 15.18`. */
  readonly runs: string;
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: string;
  readonly stopSignal?: string;
  /** Data folder that gets a volume of its own where the stack names none. */
  readonly dataFolder?: string;
  readonly files: readonly { readonly path: string; readonly text: string; readonly mode: number }[];
  readonly mounts: readonly CellMount[];
  /** Paths of the host mounted read-only at `/in/<name>` of the sandbox. */
  readonly binds: Readonly<Record<string, string>>;
  /** A file that the service leaves on its first start and that saves time on the next. */
  readonly keeps?: { readonly path: string; readonly as: string };
}

/** The major version of an image tag such as `host:5000/postgres:15.4-alpine`; undefined when it names none. */
export function majorOf(image: string | undefined): string | undefined {
  return /:(\d+)[^/:]*$/.exec(image ?? '')?.[1];
}
