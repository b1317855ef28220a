import type { RunningService, RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';

/** A machine behind a name: a service's, or the one that the operator is on. */
export interface Host {
  /** Undefined for the operator's own. */
  readonly service?: RunningService;
}

/** Users with rights of their own, which nobody inside a stack has. */
const special = ['root', 'postgres', 'redis', 'mysql', 'www-data', 'nginx'];

/**
 * What `user@name` leads to; undefined when nobody has that name. In layout `host` all names are the one server's.
 * @throws {Unsupported} for a user with rights of his own, and for a service that does not run: its machine is not there without it.
 */
export async function hostOf(text: string, stack: RunningStack): Promise<Host | undefined> {
  const [, user, name = ''] = /^(?:(.*)@)?([^@]*)$/.exec(text.replace(/^ssh:\/\//, '').replace(/\/$/, '')) ?? [];
  const target = stack.spec.bastion.hosts[name] ?? name;
  const isOwn = ['localhost', '127.0.0.1', '::1'].includes(name);
  const service = [...stack.services.values()].find(one => one.name === target || one.addresses.includes(name));
  if (!isOwn && service === undefined) return undefined;
  if (isOwn && stack.layout !== 'host') throw new Unsupported(`ssh to ${name}: the operator's own machine is none of the stack's`);
  const onServer = isOwn || stack.layout === 'host';
  if (user !== undefined && special.includes(user) && !(await isUser(user, onServer ? undefined : service, stack)))
    throw new Unsupported(`user ${user} at ${name}: every service has one user`);
  if (onServer || service === undefined) return {};
  const { state } = await service.status({ health: false });
  if (state !== 'running')
    throw new Unsupported(`ssh to ${name}: service ${service.name} does not run, and its machine is not there without it`);
  return { service };
}

export async function tellUnknown(name: string, call: StandInCall): Promise<number> {
  await call.write('stderr', `ssh: Could not resolve hostname ${name.replace(/^.*@/, '').toLowerCase()}: Name or service not known\n`);
  return 255;
}

async function isUser(user: string, service: RunningService | undefined, stack: RunningStack): Promise<boolean> {
  const { stdout } = await (service ?? stack.bastion).exec(['id', '-un']);
  return stdout.trim() === user;
}

/** Options of ssh(1) that change nothing of what is done. */
export const harmless = [
  '-4',
  '-6',
  '-A',
  '-a',
  '-C',
  '-K',
  '-k',
  '-q',
  '-v',
  '-X',
  '-x',
  '-Y',
  '-i=',
  '-o=',
  '-c=',
  '-F=',
  '-J=',
] as const;
