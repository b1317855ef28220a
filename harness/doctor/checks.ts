import { browser } from './browser.ts';
import { cache } from './cache.ts';
import type { Check } from './check.ts';
import { dockerHost } from './docker-host.ts';
import { dockerBaseImage, dockerRyuk } from './docker-images.ts';
import { dockerLimits } from './docker-limits.ts';
import { dockerStorage } from './docker-storage.ts';
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

/** All checks: what every engine needs, then each engine's own, in the order in which a person would mend them. */
export const checks: readonly Check[] = [
  node,
  memory,
  browser,
  dockerHost,
  docker,
  dockerStorage,
  dockerLimits,
  dockerBaseImage,
  dockerRyuk,
  hostTools,
  namespaces,
  nestedNamespaces,
  mounts,
  tunnel,
  cache,
  packages,
  postgres,
  redis,
  sandbox,
];
