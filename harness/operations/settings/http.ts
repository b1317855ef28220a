import { z } from 'zod';
import { address } from './address.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const full = z.strictObject({
  method: z.enum(methods).default('GET').describe('Method of the request'),
  url: address,
  headers: z.record(z.string(), z.string()).default({}).describe('Headers of the request'),
  json: z.unknown().optional().describe('Sent as JSON, with its content type'),
  body: z.string().optional().describe('Sent as it is'),
});

/** `GET http://…`, a bare address, or the long form. */
export const httpSettings = z.preprocess(short, full);
export type HttpSettings = z.output<typeof full>;

function short(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const match = /^(?:([A-Z]+)\s+)?(\S+)$/.exec(value.trim());
  return { ...(match?.[1] ? { method: match[1] } : {}), url: match?.[2] ?? value };
}
