import { z } from 'zod';

const full = z.strictObject({
  host: z.string().describe('Name of the host as the bastion sees it'),
  port: z.int().min(1).max(65_535).describe('The port'),
  send: z.string().optional().describe('Sent once connected'),
  expect: z.string().min(1).optional().describe('Text to wait for in what it says; also of servers that speak first'),
});

/** `host:port`, or the long form. */
export const tcpSettings = z.preprocess(value => {
  const match = typeof value === 'string' ? /^([^:]+):(\d+)$/.exec(value) : null;
  return match ? { host: match[1], port: Number(match[2]) } : value;
}, full);
export type TcpSettings = z.output<typeof full>;
