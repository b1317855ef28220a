import { readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { RunningStack, StandInCall } from '../../engines/engine.ts';

/**
 * What Compose would read otherwise now than when the stack was started, so that it would make new containers; undefined where nothing is.
 * Files count where the operator has a copy of them, variables of the caller's shell where a Compose file asks for them.
 */
export async function changeOf(call: StandInCall, stack: RunningStack, environmentFiles: readonly string[]): Promise<string | undefined> {
  const { files, envFiles = [] } = stack.spec;
  const beside = [...new Set(files.map(file => join(dirname(resolve(file)), '.env')))];
  return (
    (await changedFile(files, stack, { mayBeMissing: true })) ??
    (await changedFile([...beside, ...envFiles], stack, { mayBeMissing: false })) ??
    (environmentFiles.length > 0 ? `--env-file ${environmentFiles.join(' ')}` : await changedVariable(call, stack, beside))
  );
}

/** An override in the folder that was not there when the stack was started, or read otherwise: Compose takes it where no file is named. */
export async function changedOverride(folder: string, stack: RunningStack): Promise<string | undefined> {
  const { files } = stack.spec;
  const known = copiesOf(
    [...new Set(files.map(file => dirname(resolve(file))))].flatMap(beside => overrides.map(name => join(beside, name))),
    stack,
  );
  for (const path of overrides.map(name => join(folder, name))) {
    const { status, stdout } = await stack.bastion.exec(['cat', path]);
    const source = known.get(path);
    if (status === 0 && stdout !== (source === undefined ? undefined : await textOf(source))) return path;
  }
  return undefined;
}

const overrides = ['compose.override.yml', 'compose.override.yaml', 'docker-compose.override.yml', 'docker-compose.override.yaml'];

/** Files of the stack by where the bastion has them. */
export function copiesOf(files: readonly string[], { spec }: RunningStack): ReadonlyMap<string, string> {
  const full = files.map(file => resolve(file));
  return new Map(
    Object.entries(spec.bastion.copy).flatMap(([source, target]) => {
      const from = resolve(spec.folder, source);
      const to = resolve(spec.bastion.workdir, target);
      return full.flatMap(file => {
        const below = relative(from, file);
        if (below === '') return [[target.endsWith('/') ? join(to, basename(file)) : to, file] as const];
        return below.startsWith('..') || isAbsolute(below) ? [] : [[join(to, below), file] as const];
      });
    }),
  );
}

async function changedFile(
  files: readonly string[],
  stack: RunningStack,
  { mayBeMissing }: { readonly mayBeMissing: boolean },
): Promise<string | undefined> {
  for (const [path, file] of copiesOf(files, stack)) {
    const { status, stdout } = await stack.bastion.exec(['cat', path]);
    if (status !== 0 && mayBeMissing) continue;
    if ((status === 0 ? stdout : undefined) !== (await textOf(file))) return path;
  }
  return undefined;
}

/** A variable of the shell comes before that of a file, and before a default. */
async function changedVariable(call: StandInCall, stack: RunningStack, beside: readonly string[]): Promise<string | undefined> {
  const known = (await Promise.all(beside.map(textOf))).join('\n').split('\n');
  for (const file of stack.spec.files) {
    const text = ((await textOf(file)) ?? '').replaceAll('$$', '');
    for (const [, name = ''] of text.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
      const value = call.environment[name];
      if (value !== undefined && !known.includes(`${name}=${value}`)) return `variable ${name}`;
    }
  }
  return undefined;
}

async function textOf(file: string): Promise<string | undefined> {
  return await readFile(file, 'utf8').catch(() => undefined);
}
