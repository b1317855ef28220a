import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Service, Stack } from '../../model/stack.ts';
import type { SourceFile } from '../../proposing/find-endpoints.ts';
import type { ServiceFiles } from '../../proposing/run-of-service.ts';
import { serviceKind } from '../../proposing/service-kind.ts';
import { readYaml } from '../../reading/yaml/read-yaml.ts';
import { projectFiles } from './project-files.ts';

const source = /\.(?:[cm]?[jt]s|tsx|jsx|py|rb|go|java|kt|php|rs|ex|cs)$/;
const test = /(?:^|\/)(?:tests?|specs?|__tests__|fixtures)\/|\.(?:test|spec)\.|_test\.|\.min\./;
const mostFiles = 300;
const mostBytes = 256 * 1024;

/** Sources of a stack's applications: of what they are built from, and of what they mount. A folder of several is the first one's with a port. */
export function appSources(stack: Stack, cwd: string): readonly SourceFile[] {
  const taken = new Set<string>();
  return stack.services
    .filter(service => serviceKind(service) === 'app')
    .toSorted((one, other) => Number(other.ports.length > 0) - Number(one.ports.length > 0))
    .flatMap(service =>
      foldersOf(service).flatMap(folder => {
        if (taken.has(folder)) return [];
        taken.add(folder);
        return filesIn(folder)
          .filter(file => source.test(file) && !test.test(file))
          .slice(0, mostFiles)
          .flatMap(file => {
            const path = folder.endsWith(file) ? folder : join(folder, file);
            const text = textOf(path);
            return text === undefined ? [] : [{ service: service.name, file: relative(cwd, path), text }];
          });
      }),
    );
}

/** What tells how a service starts; `composeFiles` say it before variables are put in. */
export function serviceFilesOf(service: Service, composeFiles: readonly string[]): ServiceFiles {
  const { build } = service;
  const command = composeFiles.map(file => writtenCommand(textOf(file) ?? '', service.name)).findLast(one => one !== undefined);
  const dockerfile = build === undefined ? undefined : textOf(join(build.context, build.dockerfile ?? 'Dockerfile'));
  const packageJson = build === undefined ? undefined : textOf(join(build.context, 'package.json'));
  return {
    has: path => build !== undefined && existsSync(join(build.context, path)),
    ...(command === undefined ? {} : { command }),
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(packageJson === undefined ? {} : { packageJson }),
  };
}

function writtenCommand(text: string, service: string): ServiceFiles['command'] {
  const { document } = readYaml('', text, ['!reset', '!override']);
  const services = (document?.value as { services?: Readonly<Record<string, { command?: unknown }>> } | undefined)?.services;
  const command = services?.[service]?.command;
  if (typeof command === 'string') return command;
  return Array.isArray(command) ? command.map(String) : undefined;
}

function foldersOf({ build, mounts }: Service): readonly string[] {
  return [...(build === undefined ? [] : [build.context]), ...mounts.flatMap(mount => (mount.kind === 'bind' ? [mount.source] : []))];
}

function filesIn(path: string): readonly string[] {
  try {
    return statSync(path).isDirectory() ? projectFiles(path) : [path.replace(/^.*\//, '')];
  } catch {
    return [];
  }
}

function textOf(path: string): string | undefined {
  try {
    return statSync(path).size <= mostBytes ? readFileSync(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
