import { readFile } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import type { RunningStack, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { Flags } from '../flags.ts';

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
  /** Whether a Compose file on the bastion is no longer what the stack was started from. */
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
  const copies = copiedFiles(stack);
  const changed = (): Promise<string | undefined> => changedFile(copies, stack);
  if (copies.size === 0) return { changed };

  const folder = resolve(call.cwd, flags.value('--project-directory') ?? '.');
  const given = flags.values('--file').length > 0 ? flags.values('--file') : (call.environment['COMPOSE_FILE']?.split(':') ?? []);
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
  return { changed };
}

/** The stack's Compose files by where the bastion has them. */
function copiedFiles({ spec }: RunningStack): ReadonlyMap<string, string> {
  const files = spec.files.map(file => resolve(file));
  return new Map(
    Object.entries(spec.bastion.copy).flatMap(([source, target]) => {
      const from = resolve(spec.folder, source);
      const to = resolve(spec.bastion.workdir, target);
      return files.flatMap(file => {
        const below = relative(from, file);
        if (below === '') return [[basename(to) === basename(file) ? to : join(to, basename(file)), file] as const];
        return below.startsWith('..') || isAbsolute(below) ? [] : [[join(to, below), file] as const];
      });
    }),
  );
}

async function changedFile(copies: ReadonlyMap<string, string>, stack: RunningStack): Promise<string | undefined> {
  for (const [path, file] of copies) {
    const { status, stdout } = await stack.bastion.exec(['cat', path]);
    if (status === 0 && stdout !== (await readFile(file, 'utf8'))) return path;
  }
  return undefined;
}
