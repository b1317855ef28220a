import { z } from 'zod';
import type { Service, Stack } from '../../model/stack.ts';
import { unknownService } from '../../operations/known-service.ts';
import { nearest } from '../../support/nearest.ts';
import { namesFor } from '../known-names.ts';
import { portOf } from '../reach.ts';

/** What all faults of an upstream are told. */
export interface UpstreamSettings {
  readonly service: string;
  readonly upstream: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly share: number;
}

export const upstreamSettings = {
  service: z.string().describe('The service that asks'),
  upstream: z
    .string()
    .describe('Name under which it asks the HTTP server: that of another service, or one that the stack gives it (`extra_hosts`)'),
  port: z.int().min(1).max(65_535).optional().describe('Port of the upstream; else its first published or exposed one'),
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]*$/, { error: 'expected the beginning of a path, such as /v1/charges' })
    .default('/')
    .describe('Only requests whose path begins with it; all'),
  share: z
    .number()
    .min(0.01)
    .max(1)
    .default(1)
    .describe('Share of these requests, from 0.01 to 1, evenly spread; the others are passed on to the upstream; 1'),
};

/** `half of the requests of api for /v1`, for sentences. */
export function requestsOf({ service, path, share }: UpstreamSettings): string {
  return `${share === 1 ? '' : `${Math.round(share * 100)} % of `}the requests of ${service}${path === '/' ? '' : ` for ${path}`}`;
}

const overTls = [443, 8443];
const noHttp = [5432, 6379];

/** What only the stack can tell. */
export function checkUpstream(settings: UpstreamSettings, stack: Stack): readonly string[] {
  const { service, upstream, port } = settings;
  const unknown = unknownService(service, stack);
  if (unknown.length > 0) return unknown;
  const known = namesFor(service, stack);
  if (!known.includes(upstream)) {
    const close = nearest(upstream, known);
    return [
      `unexpected upstream "${upstream}", expected a name that the stack gives to a peer of ${service}: ${known.join(', ') || '(it has none)'}${close === undefined ? '' : `; did you mean "${close}"?`}`,
    ];
  }
  const target = upstreamPort(settings, stack);
  if (target === undefined) return [`unexpected absence of a known port of ${upstream}, expected \`port\``];
  if (overTls.includes(target))
    return [`unexpected port ${target}, expected one that speaks HTTP without TLS: an answer over TLS would need the upstream's own key`];
  return port === undefined && noHttp.includes(target)
    ? [`unexpected upstream "${upstream}", expected an HTTP server (it listens on ${target}), or \`port\``]
    : [];
}

export function upstreamPort({ service, upstream, port }: UpstreamSettings, stack: Stack): number | undefined {
  return port ?? portOf(behind(service, upstream, stack));
}

/** The service that a name leads to. */
function behind(asking: string, name: string, stack: Stack): Service | undefined {
  const target = stack.services.find(service => service.name === asking)?.extraHosts[name] ?? name;
  return stack.services.find(
    service =>
      [service.name, service.hostname, service.containerName].includes(target) ||
      Object.values(service.aliases ?? {}).some(aliases => aliases.includes(target)),
  );
}
