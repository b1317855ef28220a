import type { Location } from '../../model/location.ts';
import type { LookedUpStack } from '../../model/stack-contents.ts';
import type { ShellCommand } from '../document/shell/tree.ts';
import { expectedOne } from '../stack-facts/expected-one.ts';
import { canBeMade, hasUnwrittenPart, nearestLike } from '../stack-facts/is-written.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A command asks for a path that none of the system's programs answers.
 *
 * It gets "404 not found", or the page of another program with status 200: a service that is well looks ill, and one that is ill looks well.
 *
 * Only with `--stack`, and only where a program of the stack's own sources listens and none of them answers any path: static files,
 * a framework with conventions. A path is told when a part of it stands nowhere in the sources, or when it is nearly one that they name
 * and is not made of their pieces.
 *
 * @example Another name, and a slip
 * ````markdown
 * ```bash
 * curl -sf -m 5 http://localhost:8080/healthz
 * curl -sf -m 5 -X POST "http://api:3001/mesages?user=1" -d '{}'
 * wget -qO- http://localhost:8080/api/orders/17
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   web:
 *     image: nginx:1
 *     ports: ["8080:80"]
 *     volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
 *   api:
 *     image: node:20
 *     command: node /app/api.js
 *     expose: [3001]
 *     volumes: ["./app:/app:ro"]
 * ````
 * ````nginx file=nginx.conf
 * http { server {
 *   location = /health { return 204; }
 *   location /api/ { proxy_pass http://api:3001/; }
 * } }
 * ````
 * ````js file=app/api.js
 * serve({ 'GET /messages/:id': one, 'POST /messages': add, 'GET /health/db': database });
 * ````
 * 2:36-2:44 unexpected path `/healthz`, expected one of `/health`, `/api/`, `/messages/:id`, `/messages`, `/health/db`; nearest: `/health`
 * 3:39-3:47 unexpected path `/mesages`, expected one of `/health`, `/api/`, `/messages/:id`, `/messages`, `/health/db`; nearest: `/messages`
 * 4:32-4:46 unexpected path `/api/orders/17`, expected one of `/health`, `/api/`, `/messages/:id`, `/messages`, `/health/db`
 *
 * @example Paths that are there, behind a proxy, or that nobody can know
 * ````markdown
 * ```bash
 * curl -sf -m 5 http://localhost:8080/
 * curl -sf -m 5 http://localhost:8080/health?full=1
 * curl -sf -m 5 http://localhost:8080/api/health/db
 * curl -sf -m 5 http://localhost:8080/api/messages/first-one
 * curl -sf -m 5 "http://localhost:8080/api/messages/$ID"
 * curl -sf -m 5 http://localhost:9090/api/v1/targets
 * curl -sf -m 5 https://status.example.com/healthz
 * curl -sf -m 5 "$URL/healthz"
 * curl -sf -m 5 http://localhost:8080/<path>
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   web:
 *     image: nginx:1
 *     ports: ["8080:80"]
 *     volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
 *   api:
 *     image: node:20
 *     command: node /app/api.js
 *     expose: [3001]
 *     volumes: ["./app:/app:ro"]
 * ````
 * ````nginx file=nginx.conf
 * http { server {
 *   location = /health { return 204; }
 *   location /api/ { proxy_pass http://api:3001/; }
 * } }
 * ````
 * ````js file=app/api.js
 * serve({ 'GET /messages/:id': one, 'POST /messages': add, 'GET /health/db': database });
 * ````
 * none
 *
 * @example A page that answers every path
 * ````markdown
 * ```bash
 * curl -sf -m 5 http://localhost:8080/healthz
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   web:
 *     image: nginx:1
 *     ports: ["8080:80"]
 *     volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
 * ````
 * ````nginx file=nginx.conf
 * http { server {
 *   location /health { return 204; }
 *   location / { root /srv/page; try_files $uri /index.html; }
 * } }
 * ````
 * none
 */
export const unknownEndpoint: Rule = {
  kind: 'unknown-endpoint',
  preset: 'default',
  *check({ stack, commandsNamed }): Iterable<Report> {
    const { http, written } = stack?.contents ?? {};
    if (stack === undefined || http === undefined || written === undefined) return;
    for (const command of commandsNamed(/^(?:curl|wget|http|https|xh)$/)) {
      for (const { location, path } of pathsIn(command, stack)) {
        if (
          ofFrameworks.test(path) ||
          isRoute(partsOf(path), http.routes) ||
          isMatched(path, http.patterns) ||
          canBeMade(path, '/', written)
        )
          continue;
        const isNear = /^[\w./-]+$/.test(path) && nearestLike(path, '/', http.routes) !== undefined;
        if (!isNear && !hasUnwrittenPart(path, '/', written)) continue;
        yield {
          message: `unexpected path \`${path}\`, ${expectedOne(path, http.routes.filter(isPath))}`,
          location,
        };
      }
    }
  },
};

/** What programs answer without a word in their sources. */
const ofFrameworks = /^\/(?:metrics|docs|redoc|openapi\.json|favicon\.ico|robots\.txt|static(?:\/.*)?|\.well-known\/.*)?$/;

interface AskedPath {
  readonly location: Location;
  readonly path: string;
}

function pathsIn({ args, where, shell }: ShellCommand, stack: LookedUpStack): readonly AskedPath[] {
  if (where !== 'bastion') return [];
  return args.flatMap((word): readonly AskedPath[] => {
    const address = /^(?:(https?):\/\/)?([\w.-]+)(?::(\d{2,5}))?(\/[^?#]*)/.exec(word.value);
    if (address === null) return [];
    const [, scheme, host = '', port, path = ''] = address;
    if (scheme === undefined && port === undefined) return [];
    if (!isOwn(host, Number(port ?? (scheme === 'https' ? 443 : 80)), stack)) return [];
    const end = address[0].length;
    const [from, last] = [word.indices?.[end - path.length], word.indices?.[end - 1]];
    const location = from === undefined || last === undefined ? word.location : shell.locate(from, last + 1);
    return [{ location, path: path.length > 1 ? path.replace(/\/$/, '') : path }];
  });
}

/** Whether one of the stack's own programs listens there, and nothing else can. */
function isOwn(host: string, port: number, { services, bastion, layout, contents }: LookedUpStack): boolean {
  const named = bastion.hosts[host] ?? host;
  const isHere = /^(?:localhost|127\.0\.0\.1)$/.test(host);
  const listening = services.filter(({ name, ports, expose }) =>
    isHere
      ? ports.some(({ published, target }) => published === port || (layout === 'host' && target === port)) ||
        (layout === 'host' && expose.includes(port))
      : name === named && (layout === 'host' || [...ports.map(({ target }) => target), ...expose].includes(port)),
  );
  return listening.length > 0 && listening.every(({ name }) => contents?.http?.servers.includes(name) === true);
}

/** Not `/`, nor what looks like a file of a server. */
function isPath(route: string): boolean {
  return route.length > 1 && !/\/\.|^\/(?:tmp|var|etc|data)\/|\.(?:sql|json|log|db|env|js|css)$/.test(route);
}

function isMatched(path: string, patterns: readonly string[]): boolean {
  return patterns.some(pattern => {
    try {
      return new RegExp(pattern, 'i').test(path);
    } catch {
      // One of nginx's that is none here.
      return true;
    }
  });
}

function partsOf(path: string): readonly string[] {
  return path.split('/').filter(part => part !== '');
}

/** Whether a path is one of the routes, or several behind one another, as behind a proxy. */
function isRoute(parts: readonly string[], routes: readonly string[]): boolean {
  if (parts.length === 0) return true;
  return routes.some(route => {
    const own = partsOf(route);
    const fits =
      own.length > 0 &&
      own.length <= parts.length &&
      own.every((part, at) => /^[:{<]/.test(part) || part === parts[at] || /[$<{]/.test(parts[at] ?? ''));
    return fits && isRoute(parts.slice(own.length), routes);
  });
}
