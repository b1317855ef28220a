import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HttpContents } from '../../model/stack-contents.ts';
import type { Service, Stack } from '../../model/stack.ts';
import type { SourceFile } from './source-files.ts';

/** What answers every path, so that no path is unknown. */
const anyPath =
  /\btry_files\b(?![^;]*=4\d\d\s*;)|\bautoindex\s+on\b|history-?api-?fallback|['"`](?:GET |ALL )?\/?(?:\*|\{\*\w+\}|:\w+\*|:\w+\(\.\*\)|<path:\w+>|\{\w+:path\}|\.\*)['"`]|['"`](?:[A-Z]+ )?\/(?::|\{|<)\w|\bexpress\.static\b|\bserveStatic\b|\bsendFile\b|\bStaticFiles\b|\bhttp\.FileServer\b|SimpleHTTPRequestHandler|\bproxy_pass\s+https?:\/\/[\w-]+\.[\w.-]+/;

/** A server without a framework; one that never says 404 may answer every path. */
const bare = /\bcreateServer\s*\(|\bBaseHTTPRequestHandler\b|\bdef\s+\w+\s*\(\s*(?:self\s*,\s*)?environ\b|\b(?:Bun|Deno)\.serve\b/;

/** The paths that a stack's programs answer; undefined where one of them answers any, or where they name none. */
export function httpContents({ services, folder }: Stack, files: readonly SourceFile[]): HttpContents | undefined {
  const servers = services.filter(service => interpreters.test(programOf(service, folder))).map(({ name }) => name);
  const routes = routesIn(files);
  return routes === undefined || servers.length === 0 ? undefined : { servers, ...routes };
}

/** What runs sources, and answers nothing that is not written there. */
const interpreters =
  /^(?:\S*\/)?(?:node|python[\d.]*|gunicorn|uvicorn|hypercorn|php[\d.]*|php-fpm[\d.]*|ruby|puma|rackup|nginx|deno|bun)(?:\s|$)|^(?:npm|yarn|pnpm)\s/;

/** Its command line: of the Compose file, or of the image's description. */
function programOf({ command, entrypoint, build, image, run }: Service, folder: string): string {
  const line = entrypoint ?? command;
  // Its own server gives every path to one file.
  if (line !== undefined) return line.includes('-S') ? '' : line.join(' ');
  if (run !== undefined) return run.command;
  if (build === undefined) return /(?:^|\/)nginx(?:[:@]|$)/.test(image ?? '') ? 'nginx' : '';
  const path = join(resolve(folder, build.context), build.dockerfile ?? 'Dockerfile');
  const lines = existsSync(path) ? [...readFileSync(path, 'utf8').matchAll(/^\s*(?:CMD|ENTRYPOINT)\s+(.+)$/gim)] : [];
  return lines.length === 1 ? (lines[0]?.[1] ?? '').replaceAll(/["[\],]+/g, ' ').trim() : '';
}

function routesIn(files: readonly SourceFile[]): Pick<HttpContents, 'routes' | 'patterns'> | undefined {
  if (files.some(({ text }) => anyPath.test(text) || (bare.test(text) && !/\b404\b|not ?found/i.test(text)))) return undefined;
  const routes = new Set<string>();
  const patterns = new Set<string>();
  for (const { path, text } of files) {
    if (/\.(?:sql|sh|md|txt|css|html?)$/.test(path)) continue;
    for (const [, route = ''] of text.matchAll(/['"`](?:(?:GET|HEAD|POST|PUT|PATCH|DELETE|ANY|ALL) )?(\/[\w.:{}<>/-]*)['"`]/g))
      routes.add(route);
    // What a part of a program is mounted at may answer all below.
    for (const [, prefix = ''] of text.matchAll(/\.use\(\s*['"`](\/[\w/.-]*\w)['"`]/g)) patterns.add(`^${escaped(prefix)}(?:/|$)`);
    for (const location of locationsIn(text)) {
      if (location.kind === 'pattern') patterns.add(location.path);
      else if (location.kind === 'exact' || location.passes) routes.add(location.path);
      else if (location.path !== '/') patterns.add(`^${escaped(location.path)}`);
      else if (!location.refuses) return undefined;
      if (location.kind !== 'pattern') routes.add(location.path);
    }
  }
  // Files that are asked for by their names.
  for (const { path } of files) if (path.endsWith('.php')) routes.add(`/${path.slice(path.lastIndexOf('/') + 1)}`);
  return [...routes].some(route => /^\/\w/.test(route)) ? { routes: [...routes], patterns: [...patterns] } : undefined;
}

interface Location {
  readonly kind: 'exact' | 'prefix' | 'pattern';
  readonly path: string;
  /** To another server. */
  readonly passes: boolean;
  readonly refuses: boolean;
}

/** nginx: https://nginx.org/en/docs/http/ngx_http_core_module.html#location */
function locationsIn(text: string): readonly Location[] {
  return [...text.matchAll(/^\s*location\s+(=|~\*?|\^~)?\s*(\S+)\s*\{([^{}]*)\}/gm)].map(([, sign = '', path = '', body = '']) => ({
    kind: sign === '=' ? 'exact' : sign.startsWith('~') ? 'pattern' : 'prefix',
    path,
    passes: /\b(?:proxy|fastcgi|uwsgi|scgi|grpc)_pass\b|\binclude\b/.test(body),
    refuses: /\breturn\s+4\d\d\b|\bdeny\s+all\b|=4\d\d\s*;/.test(body),
  }));
}

function escaped(path: string): string {
  return path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
