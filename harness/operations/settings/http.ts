import { z } from 'zod';
import { address } from './address.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const full = z.strictObject({
  method: z.enum(methods).default('GET'),
  url: address,
  headers: z.record(z.string(), z.string()).default({}),
  /** Sent as JSON, with its content type. */
  json: z.unknown().optional(),
  body: z.string().optional(),
});

/** `GET http://…`, a bare address, or the long form. */
export const httpSettings = z.preprocess(short, full);
export type HttpSettings = z.output<typeof full>;

function short(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const match = /^(?:([A-Z]+)\s+)?(\S+)$/.exec(value.trim());
  return { ...(match?.[1] ? { method: match[1] } : {}), url: match?.[2] ?? value };
}
