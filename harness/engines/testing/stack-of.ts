import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Layout, Service, Stack } from '../../model/stack.ts';

const folders: string[] = [];
process.once('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function throwAwayFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'drillbook-stack-'));
  folders.push(folder);
  return folder;
}

const location = { file: 'compose.yaml', line: 1, column: 1 };

/** Built by the global setup from `fixtures/images/service`. */
export const serviceImage = 'drillbook-test-service';

/** A stack as the reader would give it, from the few things that a test says. What only says `run` runs the same line in a container. */
export function stackOf(
  services: Readonly<Record<string, Partial<Omit<Service, 'run'>> & { readonly run?: string }>>,
  more: Partial<Stack> & { readonly layout?: Layout } = {},
): Stack {
  return {
    name: 'test',
    files: ['compose.yaml'],
    folder: more.folder ?? throwAwayFolder(),
    digest: '',
    layout: 'network',
    bastion: { workdir: '/tmp', copy: {}, path: [], packages: [], hosts: {}, environment: {} },
    differs: [],
    networks: [{ name: 'default', internal: false }],
    volumes: [],
    harmless: [],
    services: Object.entries(services).map(([name, { run, ...rest }]) => ({
      name,
      location,
      environment: {},
      ports: [],
      expose: [],
      mounts: [],
      networks: ['default'],
      dependsOn: [],
      restart: 'no',
      replicas: 1,
      stopSignal: 'SIGTERM',
      stopGraceMs: 10_000,
      extraHosts: {},
      init: false,
      roles: {},
      ...(run === undefined ? {} : { run: { command: run, location } }),
      // `processes` puts a small init in front of what it runs: without one in a container too, the first process would ignore every
      // signal that it has no handler for, and each stop of a plain program would take its whole grace period.
      ...(run === undefined || rest.image !== undefined ? {} : { image: serviceImage, command: ['bash', '-c', run], init: true }),
      ...rest,
    })),
    ...more,
  };
}

/** A service that answers every request with its name. */
export function webService(name: string, port = 80): Partial<Omit<Service, 'run'>> & { readonly run: string } {
  return {
    run: `node -e "require('http').createServer((request, answer) => { console.log(request.url); answer.end('${name}') }).listen(${port})"`,
    healthcheck: { test: ['curl', '-sf', `http://localhost:${port}/`], intervalMs: 100, timeoutMs: 2000, retries: 5, startPeriodMs: 0 },
  };
}

export const publishing = (published: number, target: number): Pick<Service, 'ports'> => ({ ports: [{ published, target, location }] });

export const database: Partial<Omit<Service, 'run'>> & { readonly run: string } = {
  image: 'postgres:15',
  command: ['postgres', '-c', 'max_connections=20'],
  run: 'postgres -c max_connections=20',
  environment: { POSTGRES_PASSWORD: 'secret' },
  healthcheck: { test: ['pg_isready', '-h', 'localhost'], intervalMs: 100, timeoutMs: 2000, retries: 5, startPeriodMs: 0 },
};

export const cache: Partial<Omit<Service, 'run'>> & { readonly run: string } = {
  image: 'redis:7',
  run: 'redis',
  healthcheck: { test: ['redis-cli', 'ping'], intervalMs: 100, timeoutMs: 2000, retries: 5, startPeriodMs: 0 },
};
