import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service, Stack } from '../../model/stack.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { mapImage } from '../map-image.ts';
import { buildImage } from './build-image.ts';
import { ImageName, type Runtime } from './runtime.ts';

const tellEveryMs = 5000;

/** The image that a service runs from: its own by the stack's map, or one that was built from its folder. */
export async function imageOf(service: Service, stack: Stack): Promise<string> {
  if (service.build !== undefined) return `drillbook-build:${await buildDigest(service.build)}`;
  if (service.image === undefined)
    throw new HarnessError(
      'no-image',
      `service ${service.name} has no image`,
      'Give it an `image` or a `build`, or drill with `--engine processes`.',
    );
  return mapImage(service.image, stack.images);
}

/** Whether the daemon has it. */
export async function isThere(runtime: Runtime, image: string): Promise<boolean> {
  try {
    await runtime.container.dockerode.getImage(image).inspect();
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes sure that the daemon has an image: pulls it with Docker's own credential helpers where it has not.
 * @throws {HarnessError} `no-image` with the registry's words.
 */
export async function havePulled(runtime: Runtime, image: string, onProgress: (message: string) => void): Promise<void> {
  if (await isThere(runtime, image)) return;
  const began = performance.now();
  const seconds = (): string => `${Math.round((performance.now() - began) / 1000)} s`;
  onProgress(`pulling ${image}`);
  const timer = setInterval(() => onProgress(`still pulling ${image} (${seconds()})`), tellEveryMs);
  let said = '';
  try {
    await runtime.image.pull(ImageName.fromString(image), { force: true, platform: undefined });
  } catch (thrown) {
    said = messageOf(thrown);
  } finally {
    clearInterval(timer);
  }
  // A pull that breaks off half-way says so in its stream only, which ends like any other.
  if (await isThere(runtime, image)) return onProgress(`pulled ${image} in ${seconds()}`);
  throw new HarnessError(
    'no-image',
    `the image ${image} cannot be had: ${said === '' ? 'its download broke off' : said}`,
    'Log in to its registry (`docker login`), name a mirror in drillbook.yaml (`images: {docker.io/*: …}`), or drill with `--engine processes`.',
  );
}

/** Builds the image of a service that has `build`, unless the same content was built before. */
export async function haveBuilt(runtime: Runtime, service: Service, stack: Stack, onProgress: (message: string) => void): Promise<void> {
  const { build } = service;
  if (build === undefined) return;
  const image = await imageOf(service, stack);
  if (await isThere(runtime, image)) return;
  const dockerfile = build.dockerfile ?? 'Dockerfile';
  for (const base of await basesOf(join(build.context, dockerfile), build.args))
    await haveBase(runtime, base, mapImage(base, stack.images), onProgress);
  onProgress(`building the image of ${service.name}`);
  await buildImage(runtime.container.dockerode, {
    image,
    what: `the image of ${service.name}`,
    context: build.context,
    dockerfile,
    args: build.args,
    ...(build.target === undefined ? {} : { target: build.target }),
    onProgress,
  });
}

/** A base image under the name that the Dockerfile gives it, from wherever the map says. */
async function haveBase(runtime: Runtime, base: string, mapped: string, onProgress: (message: string) => void): Promise<void> {
  if (await isThere(runtime, base)) return;
  await havePulled(runtime, mapped, onProgress);
  if (await isThere(runtime, base)) return;
  const { registry, image, tag } = ImageName.fromString(base);
  await runtime.container.dockerode.getImage(mapped).tag({ repo: registry === undefined ? image : `${registry}/${image}`, tag });
}

/** Names after FROM that are images, not earlier parts of the same file. */
async function basesOf(dockerfile: string, args: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const text = await readFile(dockerfile, 'utf8');
  const values: Record<string, string> = {};
  for (const [, name = '', value] of text.matchAll(/^\s*ARG\s+(\w+)(?:=(\S+))?/gim)) values[name] = args[name] ?? value ?? '';
  const parts = new Set<string>();
  const bases = new Set<string>();
  for (const [, image = '', part] of text.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)) {
    const name = image.replaceAll(/\$\{?(\w+)\}?/g, (_, variable: string) => values[variable] ?? '');
    if (!parts.has(name) && name !== 'scratch') bases.add(name);
    if (part !== undefined) parts.add(part);
  }
  return [...bases];
}

/** What a build depends on: each file's path and content, and its settings. */
async function buildDigest(build: NonNullable<Service['build']>): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([build.dockerfile, build.args, build.target]));
  const add = async (folder: string, inside: string): Promise<void> => {
    const entries = await readdir(join(folder, inside), { withFileTypes: true });
    for (const entry of entries.sort((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = join(inside, entry.name);
      if (entry.name === '.git') continue;
      if (entry.isDirectory()) await add(folder, path);
      else if (entry.isSymbolicLink()) hash.update(`${path}\0${await readlink(join(folder, path))}\0`);
      else if (entry.isFile()) hash.update(`${path}\0`).update(await readFile(join(folder, path)));
    }
  };
  await add(build.context, '.');
  return hash.digest('hex').slice(0, 24);
}
