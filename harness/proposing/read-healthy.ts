import { weakness } from './weak-probe.ts';

/** A probe as it stands in a scenario. */
export interface ProposedProbe {
  readonly name: string;
  readonly kind: 'http' | 'tcp' | 'sql' | 'redis';
  readonly settings: Readonly<Record<string, unknown>>;
  readonly expect?: Readonly<Record<string, unknown>>;
  /** What it cannot see, in a clause. */
  readonly weak?: string;
}

export type ReadHealthy = { readonly probe: ProposedProbe } | { readonly unexpected: string; readonly expected: string };

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/**
 * A probe in one line: `[METHOD] URL [status] [text of the answer]`, `tcp host:port`, `sql <service> '<query>' [= <value>]` or
 * `redis <service> '<command>' [= <value>]`. Without a status: 200.
 */
export function readHealthy(text: string): ReadHealthy {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  const [first = '', ...rest] = line.split(' ');
  if (first === 'tcp') return tcp(line, rest);
  if (first === 'sql' || first === 'redis') return asked(first, line);
  return http(first === 'http' ? rest : [first, ...rest]);
}

function http(words: readonly string[]): ReadHealthy {
  const hasMethod = /^[A-Z]+$/.test(words[0] ?? '');
  const [method, url = '', ...answer] = hasMethod ? words : ['GET', ...words];
  const given = words.join(' ');
  if (!methods.includes(method ?? ''))
    return { unexpected: `method ${method ?? ''} in "${given}"`, expected: `one of ${methods.join(', ')}` };
  if (!/^https?:\/\/[^/]/.test(url) || !URL.canParse(url))
    return {
      unexpected: `"${given}"`,
      expected:
        "an address such as 'POST http://localhost:3001/canary 200', tcp host:port, sql <service> '<query>' or redis <service> '<command>'",
    };
  const hasStatus = /^\d+$/.test(answer[0] ?? '');
  const status = hasStatus ? Number(answer[0]) : 200;
  if (status < 100 || status > 599) return { unexpected: `status ${answer[0] ?? ''} in "${given}"`, expected: 'one from 100 to 599' };
  const body = answer.slice(hasStatus ? 1 : 0).join(' ');
  return probe('http', `${method ?? ''} ${url}`, { method, url }, { status, ...(body === '' ? {} : bodyOf(body)) });
}

/** JSON must be in the answer as JSON; other words as text. */
function bodyOf(body: string): Readonly<Record<string, unknown>> {
  if (!/^[[{]/.test(body)) return { text: body };
  try {
    return { json: JSON.parse(body) as unknown };
  } catch {
    return { text: body };
  }
}

function tcp(line: string, [address = '', ...more]: readonly string[]): ReadHealthy {
  const match = /^([\w.-]+):(\d{1,5})$/.exec(address);
  const port = Number(match?.[2]);
  return match === null || more.length > 0 || port < 1 || port > 65_535
    ? { unexpected: `"${line}"`, expected: 'tcp host:port' }
    : probe('tcp', line, { host: match[1], port });
}

function asked(kind: 'sql' | 'redis', line: string): ReadHealthy {
  const what = kind === 'sql' ? 'query' : 'command';
  const match = /^\w+ ([A-Za-z0-9][\w.-]*) (?:'([^']+)'|"([^"]+)"|(.+?))(?: ?= ?([^='"]+|'[^']*'|"[^"]*"))?$/.exec(line);
  const question = match?.[2] ?? match?.[3] ?? match?.[4];
  if (match === null || question === undefined) return { unexpected: `"${line}"`, expected: `${kind} <service> '<${what}>' = <value>` };
  const value = match[5]?.trim().replace(/^(['"])(.*)\1$/, '$2');
  return probe(
    kind,
    `${kind} ${match[1] ?? ''}: ${question}`,
    { service: match[1], [what]: question },
    value === undefined ? undefined : { regex: `^${value.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}$` },
  );
}

function probe(
  kind: ProposedProbe['kind'],
  name: string,
  settings: ProposedProbe['settings'],
  expect?: ProposedProbe['expect'],
): ReadHealthy {
  const weak = weakness(kind, settings);
  return { probe: { name, kind, settings, ...(expect === undefined ? {} : { expect }), ...(weak === undefined ? {} : { weak }) } };
}
