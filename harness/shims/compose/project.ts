import { dirname, relative, resolve } from 'node:path';
import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { Flags } from '../flags.ts';
import { changedOverride, changeOf, copiesOf } from './changed-project.ts';

/** What Compose itself says is wrong, with its exit status. */
export class ComposeError extends Error {
  override readonly name = 'ComposeError';
  readonly exit: number;

  constructor(message: string, exit = 1) {
    super(message);
    this.exit = exit;
  }
}

export interface Project {
  /** What is no longer as the stack was started from: a Compose file on the bastion or an override, a file of variables, a variable of the caller's shell. */
  changed(): Promise<string | undefined>;
}

const defaultFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const noFile = 14;

/**
 * Makes sure that the command means the stack: by its project's name, and by its Compose file where the
 * bastion has a copy. Without one on the bastion, every folder will do.
 */
export async function findProject(call: StandInCall, stack: RunningStack, flags: Flags): Promise<Project> {
  const name = flags.value('--project-name') ?? call.environment['COMPOSE_PROJECT_NAME'];
  if (name !== undefined && name !== stack.spec.name)
    throw new Unsupported(`project ${name}, which is not the stack's (${stack.spec.name})`);
  const copies = copiesOf(stack.spec.files, stack);
  const changed = (): Promise<string | undefined> => changeOf(call, stack, flags.values('--env-file'));
  const changedIn = (beside: string): Project => ({ changed: async () => (await changed()) ?? (await changedOverride(beside, stack)) });
  const folder = resolve(call.cwd, flags.value('--project-directory') ?? '.');
  const given = flags.values('--file').length > 0 ? flags.values('--file') : (call.environment['COMPOSE_FILE']?.split(':') ?? []);
  if (copies.size === 0) {
    if (given.length > 0) return { changed };
    // Where the project lies is not said; the shell begins in it. Elsewhere Compose finds nothing, or what is there.
    const { workdir } = stack.spec.bastion;
    if (relative(workdir, folder).startsWith('..'))
      throw new Unsupported(
        `docker compose in ${folder}: the stack does not say where its Compose file is (bastion.copy), and it is not below ${workdir}`,
      );
    return changedIn(folder);
  }

  for (const file of given) {
    const path = resolve(call.cwd, file);
    if (copies.has(path)) continue;
    const { status } = await stack.bastion.exec(['test', '-e', path]);
    if (status !== 0) throw new ComposeError(`open ${path}: no such file or directory`, noFile);
    throw new Unsupported(`${file}, which is not a Compose file of the stack (${[...copies.keys()].join(', ')})`);
  }
  if (given.length > 0) return { changed };

  const script =
    'cd "$0" || exit; while :; do for f; do [ -e "$f" ] && { echo "${PWD%/}/$f"; exit; }; done; [ "$PWD" = / ] && exit; cd ..; done';
  const { stdout } = await stack.bastion.exec(['sh', '-c', script, folder, ...defaultFiles]);
  const found = stdout.trim();
  if (found === '') throw new ComposeError('no configuration file provided: not found', noFile);
  if (!copies.has(found)) throw new Unsupported(`${found}, which is not a Compose file of the stack (${[...copies.keys()].join(', ')})`);
  return changedIn(dirname(found));
}
