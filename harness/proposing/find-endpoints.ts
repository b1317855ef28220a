import { relative } from 'node:path';
import { showLocation } from '../model/location.ts';
import type { Runbook } from '../model/runbook.ts';
import type { Service, Stack } from '../model/stack.ts';
import { weakness } from './weak-probe.ts';
import { routesIn } from './routes-in-source.ts';
import { serviceKind } from './service-kind.ts';

/** A file of an application, as it was found below what its service is built from or mounts. */
export interface SourceFile {
  readonly service: string;
  readonly file: string;
  readonly text: string;
}

/** Something that can be asked whether the system is healthy. */
export interface Endpoint {
  /** As `--healthy` takes it. */
  readonly healthy: string;
  /** Where it was found. */
  readonly from: string;
  /** What it cannot see, in a clause. */
  readonly weak?: string;
  readonly rank: number;
}

/** Health checks, published ports, routes in the applications' sources and what the runbook itself asks: those that see most come first. */
export function findEndpoints(stack: Stack, runbook: Runbook | undefined, sources: readonly SourceFile[]): readonly Endpoint[] {
  const found = [
    ...(runbook === undefined ? [] : ofRunbook(stack, runbook)),
    ...ofSources(stack, sources),
    ...stack.services.flatMap(service => [...ofHealthcheck(service), ...ofPorts(service)]),
  ];
  const unique = new Map<string, Endpoint>();
  for (const endpoint of found.toSorted((one, other) => one.rank - other.rank))
    if (!unique.has(endpoint.healthy)) unique.set(endpoint.healthy, endpoint);
  return [...unique.values()];
}

/** What sees more has the smaller number; among equals, what somebody already asks comes before what merely seems to be there. */
const ranks = { runbook: 0, source: 1, healthcheck: 2, port: 3 } as const;

function http(method: string, url: string, from: string, origin: keyof typeof ranks): Endpoint {
  const weak = weakness('http', { method, url });
  // A request that changes something may need a body that nobody has told us.
  const guessed = method !== 'GET' && origin === 'source' && !/canary|probe|smoke|self-?test/i.test(url) ? 5 : 0;
  return {
    healthy: `${method} ${url} 200`,
    from,
    rank: (weak === undefined ? 0 : 10) + guessed + ranks[origin],
    ...(weak === undefined ? {} : { weak }),
  };
}

const requests = /\b(?:curl|wget|http|xh)\b.*?(https?:\/\/[^\s'"`|;)<>\\]+)/;

function ofRunbook(stack: Stack, { blocks, unfenced }: Runbook): readonly Endpoint[] {
  const lines = [
    ...blocks
      .filter(({ step, language }) => step && language === 'shell')
      .flatMap(({ script, scriptLines, location }) =>
        script.split('\n').map((text, index) => ({ text, location: { ...location, line: scriptLines[index] ?? location.line } })),
      ),
    ...unfenced,
  ];
  return lines.flatMap(({ text, location }) => {
    const url = requests.exec(text)?.[1];
    if (url === undefined || /[${}]|(?:^|\s)(?:-d|--data\S*|--json|-H|--header|-u|-b)(?:\s|=)/.test(text)) return [];
    const reachable = reachableOf(stack, url);
    const method = /(?:-X\s*|--request[ =])([A-Z]+)/.exec(text)?.[1] ?? (/\s-I\b|--head\b/.test(text) ? 'HEAD' : 'GET');
    return reachable === undefined ? [] : [http(method, reachable, `${showLocation(location)}, where the runbook asks it`, 'runbook')];
  });
}

/** The address from the operator's side, where the stack answers it. */
function reachableOf(stack: Stack, url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  if (stack.services.some(({ name }) => name === hostname) || stack.bastion.hosts[hostname] !== undefined) return url;
  const number = Number(port === '' ? (protocol === 'https:' ? 443 : 80) : port);
  const isPublished = stack.services.some(({ ports }) => ports.some(({ published }) => published === number));
  return /^(?:localhost|127\.0\.0\.1)$/.test(hostname) && isPublished ? url : undefined;
}

function ofSources(stack: Stack, sources: readonly SourceFile[]): readonly Endpoint[] {
  return sources.flatMap(({ service: name, file, text }) => {
    const service = stack.services.find(one => one.name === name);
    const base = service === undefined ? undefined : baseOf(service);
    if (base === undefined) return [];
    return routesIn(text).map(({ method, path, line }) => http(method, `${base}${path}`, `${file}:${line}`, 'source'));
  });
}

/** Where the operator reaches a service: its published port, else by its name. */
function baseOf({ name, ports, expose }: Service): string | undefined {
  const published = ports.find(port => port.published !== undefined)?.published;
  if (published !== undefined) return `http://localhost:${published}`;
  const target = ports[0]?.target ?? expose[0];
  return target === undefined ? undefined : `http://${name}:${target}`;
}

/** Without a query: what Compose has put in there may be a secret, and proposals end up in files. */
function ofHealthcheck(service: Service): readonly Endpoint[] {
  const test = service.healthcheck?.test.join(' ') ?? '';
  const from = `the health check of ${service.name}, ${place(service)}`;
  const url = /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(\d+))?(\/[^\s'"`|;)&?#]*)?/.exec(test);
  if (url === null) return [];
  const port = Number(url[1] ?? 80);
  const published = service.ports.find(({ target }) => target === port)?.published;
  return [
    http(
      'GET',
      `${published === undefined ? `http://${service.name}:${port}` : `http://localhost:${published}`}${url[2] ?? '/'}`,
      from,
      'healthcheck',
    ),
  ];
}

function ofPorts(service: Service): readonly Endpoint[] {
  const kind = serviceKind(service);
  return service.ports.flatMap(({ published }): readonly Endpoint[] => {
    if (published === undefined) return [];
    const from = `a published port of ${service.name}, ${place(service)}`;
    if (kind === 'app' || kind === 'proxy') return [http('GET', `http://localhost:${published}/`, from, 'port')];
    return [{ healthy: `tcp localhost:${published}`, from, rank: 20, weak: weakness('tcp', {}) ?? '' }];
  });
}

function place({ location }: Service): string {
  return showLocation({ ...location, file: relative(process.cwd(), location.file) || location.file });
}
