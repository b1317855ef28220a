import { basename, dirname, posix, resolve } from 'node:path';
import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { parseFlags } from '../flags.ts';
import { findContainer, stateOf, type Container } from './container.ts';
import { DaemonError } from './daemon-error.ts';
import { moveArchive, packed, place, unpacked, type Place } from './archive-copy.ts';

interface Side {
  readonly place: Place;
  /** As it is given, made absolute; `/.` and `/` at its end mean something. */
  readonly path: string;
  /** The container as the caller names it; undefined on the bastion. */
  readonly container: string | undefined;
}

/** `docker cp`, from or to a container that runs: files and folders, under the rules of its documentation for what is there already. */
export async function cp(call: StandInCall, argv: readonly string[], stack: RunningStack): Promise<number> {
  const { rest } = parseFlags(argv, ['-q --quiet'], { of: 'docker cp' });
  const [from, to, ...more] = rest;
  if (from === undefined || to === undefined || more.length > 0) return await fail(call, '"docker cp" requires exactly 2 arguments.');
  if (from === '-' || to === '-') throw new Unsupported('docker cp with a tar archive on a standard stream');
  const [source, target] = [await sideOf(call, from, stack), await sideOf(call, to, stack)];
  if (source.container === undefined && target.container === undefined)
    return await fail(call, 'must specify at least one container source');
  if (source.container !== undefined && target.container !== undefined)
    return await fail(call, 'copying between containers is not supported');

  const path = source.path.replace(/\/\.?$/, '');
  if (path === '') throw new Unsupported('docker cp of everything');
  const what = await kindOf(source.place, path);
  if (what.kind === 'nothing')
    return await (source.container === undefined
      ? fail(call, `lstat ${source.path}: no such file or directory`)
      : notFound(source.path, source.container));
  if (what.kind === 'other') throw new Unsupported(`docker cp of ${source.path}, which is neither a file nor a folder`);
  // In a container the copy is root's; here it is the service's own.
  if (target.container !== undefined && !what.readable)
    throw new Unsupported(`docker cp of ${source.path}, which others may not read: in the container it would be root's`);

  const there = await kindOf(target.place, target.path.replace(/\/$/, ''));
  if (there.kind === 'other') throw new Unsupported(`docker cp to ${target.path}, which is neither a file nor a folder`);
  if (there.kind === 'file' && what.kind === 'folder') return await fail(call, 'cannot copy directory');
  if (there.kind === 'nothing') {
    const parent = dirname(target.path.replace(/\/$/, ''));
    if ((await kindOf(target.place, parent)).kind !== 'folder')
      return await (target.container === undefined
        ? fail(call, `invalid output path: directory "${parent}" does not exist`)
        : notFound(parent, target.container));
    if (target.path.endsWith('/') && what.kind === 'file') return await fail(call, 'no such directory');
  }
  const archive = await packed(source.place, path);
  const arrived = await moveArchive(source.place, archive, target.place);
  await unpacked(target.place, arrived, {
    name: basename(path),
    to: target.path,
    how: there.kind !== 'folder' ? 'as' : source.path.endsWith('/.') ? 'content' : 'into',
  });
  return 0;
}

async function sideOf(call: StandInCall, given: string, stack: RunningStack): Promise<Side> {
  const at = given.indexOf(':');
  const keepEnd = (path: string): string => `${path === '/' ? '' : path}${given === '.' ? '/.' : (/\/\.?$/.exec(given)?.[0] ?? '')}`;
  if (at <= 0 || /^[./]/.test(given))
    return { place: place(stack.bastion, call.signal), path: keepEnd(resolve(call.cwd, given)), container: undefined };
  const [name, path] = [given.slice(0, at), given.slice(at + 1)];
  const container = findContainer(stack, name);
  if (container === undefined) throw new DaemonError(`No such container: ${name}`);
  return { place: await insideOf(container, call.signal), path: keepEnd(posix.resolve('/', path)), container: name };
}

/** @throws {Unsupported} where nothing can be run in the container: Docker itself copies also from what has ended. */
async function insideOf({ instance, name }: Container, signal: AbortSignal): Promise<Place> {
  const state = stateOf(await instance.status({ health: false }));
  if (state !== 'running') throw new Unsupported(`docker cp with ${name}, which is ${state}`);
  return place(instance, signal);
}

async function kindOf(
  where: Place,
  path: string,
): Promise<{ readonly kind: 'file' | 'folder' | 'other' | 'nothing'; readonly readable: boolean }> {
  const said = await where.run(
    'p=${1:-/}; if [ -L "$p" ]; then echo other; elif [ -f "$p" ]; then echo file; elif [ -d "$p" ]; then echo folder; elif [ -e "$p" ]; then echo other; else echo nothing; exit; fi; ls -ldn "$p"',
    [path],
  );
  const [kind = 'other', listed = ''] = said.split('\n');
  return { kind: kind as 'file', readable: listed.charAt(7) === 'r' };
}

function notFound(path: string, container: string): never {
  throw new DaemonError(`Could not find the file ${path} in container ${container}`);
}

async function fail(call: StandInCall, message: string): Promise<number> {
  await call.write('stderr', `${message}\n`);
  return 1;
}
