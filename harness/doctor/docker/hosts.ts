import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../support/digest.ts';

/** A place where Docker may answer, and what names it. */
export interface DockerHost {
  /** `unix:///var/run/docker.sock`, `tcp://host:2375`. */
  readonly address: string;
  readonly from: string;
}

/** The places where Testcontainers 11 looks for Docker, in its order. The first that answers is used. */
export function dockerHosts(env: NodeJS.ProcessEnv = process.env, home = homedir()): readonly DockerHost[] {
  const properties = readProperties(join(home, '.testcontainers.properties'));
  const named = (address: string | undefined, from: string): readonly DockerHost[] => (address === undefined ? [] : [{ address, from }]);
  const rootless = [
    ...(env['XDG_RUNTIME_DIR'] === undefined ? [] : [join(env['XDG_RUNTIME_DIR'], 'docker.sock')]),
    join(home, '.docker/run/docker.sock'),
    join(home, '.docker/desktop/docker.sock'),
    `/run/user/${process.getuid?.() ?? ''}/docker.sock`,
  ].find(path => existsSync(path));
  return [
    ...named(properties.get('tc.host'), 'tc.host in ~/.testcontainers.properties'),
    ...(env['DOCKER_HOST'] === undefined
      ? named(properties.get('docker.host'), 'docker.host in ~/.testcontainers.properties')
      : named(env['DOCKER_HOST'], 'DOCKER_HOST')),
    ...named(existsSync('/var/run/docker.sock') ? 'unix:///var/run/docker.sock' : undefined, 'the usual socket'),
    ...named(rootless === undefined ? undefined : `unix://${rootless}`, 'a socket of your own'),
  ];
}

/** Where the `docker` command would go by its context, which Testcontainers does not follow; undefined where that is the default. */
export function contextHost(env: NodeJS.ProcessEnv = process.env, home = homedir()): DockerHost | undefined {
  if (env['DOCKER_HOST'] !== undefined) return undefined;
  const folder = env['DOCKER_CONFIG'] ?? join(home, '.docker');
  const name = env['DOCKER_CONTEXT'] ?? (readJson(join(folder, 'config.json')) as { currentContext?: string }).currentContext ?? 'default';
  if (name === 'default' || name === '') return undefined;
  // The CLI keeps a context in a folder that is called by the digest of its name.
  const meta = readJson(join(folder, 'contexts/meta', digestOf(name).replace(/^sha256:/, ''), 'meta.json')) as {
    readonly Endpoints?: { readonly docker?: { readonly Host?: string } };
  };
  return { address: meta.Endpoints?.docker?.Host ?? 'an address that cannot be read', from: `the docker command's context ${name}` };
}

function readProperties(file: string): ReadonlyMap<string, string> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return new Map(
    lines.flatMap(line => {
      const [, key, value] = /^\s*([^#!=:\s]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined || value === '' ? [] : [[key, value] as const];
    }),
  );
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}
