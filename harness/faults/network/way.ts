import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { RunningStack } from '../../engines/engine.ts';
import type { Service, Stack } from '../../model/stack.ts';
import { unknownService } from '../../operations/known-service.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { portOf, reach, type Reach } from '../reach.ts';

/** A way between two services. */
export interface WaySettings {
  readonly from: string;
  readonly to: string;
  readonly port?: number | undefined;
}

export const portNumber = z.int().min(1).max(65_535);

/** What only the stack can tell. */
export function checkWay({ from, to }: WaySettings, stack: Stack): readonly string[] {
  const unknown = [...unknownService(from, stack), ...unknownService(to, stack)];
  if (unknown.length > 0) return unknown;
  if (from === to) return [`unexpected to "${to}", expected another service than ${from}`];
  const networks = serviceIn(stack, from)?.networks ?? [];
  return networks.some(network => serviceIn(stack, to)?.networks.includes(network))
    ? []
    : [`unexpected to "${to}", expected one that shares a network with ${from}`];
}

/** The same, where a port on which the other end listens must be known. */
export function checkWayToPort(settings: WaySettings, stack: Stack): readonly string[] {
  const wrong = checkWay(settings, stack);
  if (wrong.length > 0) return wrong;
  return knownPort(settings, stack) === undefined
    ? [`unexpected absence of a known port of ${settings.to}, expected \`port\` for the proof`]
    : [];
}

export function knownPort({ to, port }: WaySettings, stack: Stack): number | undefined {
  return port ?? portOf(serviceIn(stack, to));
}

const dialMs = 1000;

/** Whether a connection opens from the service. */
export async function opens(
  stack: RunningStack,
  from: string,
  to: string,
  port: number,
  signal: AbortSignal,
): Promise<Reach & { readonly opens: boolean }> {
  let seen = await reach(stack, from, to, port, dialMs, signal);
  // A busy machine may be late once.
  if (seen.message === 'ETIMEDOUT') seen = await reach(stack, from, to, port, dialMs, signal);
  return { ...seen, opens: seen.message === 'connects' };
}

/** What a server takes as the beginning of a talk: the question for TLS that PostgreSQL's clients begin with, or an empty line. */
export function greeting(stack: Stack, to: string, port: number): Uint8Array {
  return isPostgres(stack, to, port) ? Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]) : Buffer.from('\r\n');
}

const closesMs = 300;

/** What a connection from the bastion comes to, whose own way nothing harms: `opens`, or what is wrong with the service itself. */
export async function greeted(stack: RunningStack, to: string, port: number, send: Uint8Array, signal: AbortSignal): Promise<string> {
  let stream: Duplex;
  try {
    stream = await stack.dial(to, port, { timeoutMs: dialMs, signal });
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof HarnessError) throw thrown;
    return `fails (${(thrown as NodeJS.ErrnoException).code ?? messageOf(thrown)})`;
  }
  try {
    const told = new Promise<string>(resolve => {
      const closed = (): void => resolve('is closed at the first word');
      stream
        .on('error', closed)
        .on('end', closed)
        .on('close', closed)
        .once('data', () => resolve('opens'));
    });
    stream.write(send);
    const waited = new AbortController();
    // A server that waits for more says nothing.
    const patient = sleep(closesMs, 'opens', { signal: AbortSignal.any([signal, waited.signal]) });
    patient.catch(() => {});
    return await Promise.race([told, patient]).finally(() => waited.abort());
  } finally {
    stream.destroy();
  }
}

/**
 * Bytes that a server takes without a word, so that they can be measured: empty lines, or the beginning of a first message for
 * PostgreSQL, which ends connections that begin with anything else.
 */
export function quietBytes(stack: Stack, to: string, port: number, count: number): Uint8Array {
  if (!isPostgres(stack, to, port)) return Buffer.alloc(count, '\r\n');
  const bytes = Buffer.alloc(count);
  // Its length, which is more than what follows.
  bytes.set([0, 0, 0x27, 0x10]);
  return bytes;
}

function isPostgres(stack: Stack, to: string, port: number): boolean {
  return port === 5432 || serviceIn(stack, to)?.run?.command.startsWith('postgres') === true;
}

/** PostgreSQL answers when its first message is complete. */
export const mostQuietBytes = 9000;

function serviceIn(stack: Stack, name: string): Service | undefined {
  return stack.services.find(service => service.name === name);
}
