import { cache } from './cache.ts';
import type { Check } from './check.ts';
import { docker } from './docker.ts';
import { hostTools } from './host-tools.ts';
import { memory } from './memory.ts';
import { mounts } from './mounts.ts';
import { namespaces } from './namespaces.ts';
import { nestedNamespaces } from './nested-namespaces.ts';
import { node } from './node.ts';
import { packages } from './packages.ts';
import { postgres } from './postgres.ts';
import { redis } from './redis.ts';
import { sandbox } from './sandbox.ts';
import { tunnel } from './tunnel.ts';

/** All checks, in the order in which a person would mend them. */
export const checks: readonly Check[] = [
  node,
  hostTools,
  namespaces,
  nestedNamespaces,
  mounts,
  tunnel,
  cache,
  memory,
  packages,
  postgres,
  redis,
  sandbox,
  docker,
];
