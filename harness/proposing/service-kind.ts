import type { Service } from '../model/stack.ts';

export type ServiceKind = 'postgres' | 'redis' | 'other-store' | 'proxy' | 'app';

const images: readonly (readonly [ServiceKind, RegExp])[] = [
  ['postgres', /^(?:postgres|postgresql|postgis|timescaledb(?:-ha)?|pgvector)$/],
  ['redis', /^(?:redis|valkey|keydb|redis-stack(?:-server)?)$/],
  [
    'other-store',
    /^(?:mysql|mariadb|percona|mongo|mongodb|rabbitmq|kafka|cp-kafka|zookeeper|elasticsearch|opensearch|memcached|minio|nats)$/,
  ],
  ['proxy', /^(?:nginx|caddy|haproxy|traefik|envoy|httpd)$/],
];

/** What a service is, by its image's name; one that is built, or has an image of the team's own, is an application. */
export function serviceKind({ image, build, run }: Pick<Service, 'image' | 'build' | 'run'>): ServiceKind {
  const word = /^(postgres|redis)(?:-server)?(?:\s|$)/.exec(run?.command ?? '')?.[1];
  if (word !== undefined) return word as ServiceKind;
  if (image === undefined || build !== undefined) return 'app';
  const name = image
    .replace(/@.*$/, '')
    .replace(/:[^/]*$/, '')
    .replace(/^.*\//, '')
    .toLowerCase();
  return images.find(([, pattern]) => pattern.test(name))?.[0] ?? 'app';
}
