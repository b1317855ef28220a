import { z } from 'zod';

const full = z.strictObject({
  host: z.string(),
  port: z.int().min(1).max(65_535),
  /** Sent once connected. */
  send: z.string().optional(),
  /** Text to wait for in what it says; also of servers that speak first. */
  expect: z.string().min(1).optional(),
});

/** `host:port`, or the long form. */
export const tcpSettings = z.preprocess(value => {
  const match = typeof value === 'string' ? /^([^:]+):(\d+)$/.exec(value) : null;
  return match ? { host: match[1], port: Number(match[2]) } : value;
}, full);
export type TcpSettings = z.output<typeof full>;
