export interface Route {
  readonly method: string;
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

const method = 'GET|POST|PUT|PATCH|DELETE';
/** How frameworks say what they answer; the first group that is a method or a call's name, and the path. */
const patterns: readonly RegExp[] = [
  /\b\w+\.(?<call>get|post|put|patch|delete|all|HandleFunc|Handle|GET|POST|PUT|PATCH|DELETE)\(\s*['"`](?<path>\/[^'"`]*)['"`]/g,
  /@\w+\.(?<call>route|get|post|put|patch|delete)\(\s*['"](?<path>\/[^'"]*)['"]/g,
  /@(?<call>Get|Post|Put|Patch|Delete|Request)(?:Mapping)?\(\s*(?:value\s*=\s*|path\s*=\s*)?['"](?<path>\/[^'"]*)['"]/g,
  new RegExp(`['"\`](?<call>${method}) (?<path>/[^'"\`\\s]*)['"\`]`, 'g'),
  /\b(?:url|path|pathname|path_info|PATH_INFO)\s*={2,3}\s*['"`](?<path>\/[^'"`]*)['"`]/g,
];

/** Paths that an application's source answers, as far as it says them in words; those with parameters are left out. */
export function routesIn(text: string): readonly Route[] {
  const found = new Map<string, Route>();
  for (const [index, line] of text.split('\n').entries()) {
    // What is longer was written by no one.
    if (line.length > 500) continue;
    for (const pattern of patterns)
      for (const match of line.matchAll(pattern)) {
        const path = match.groups?.['path'] ?? '';
        if (!/^\/[\w./-]*$/.test(path)) continue;
        const route = { method: methodOf(match.groups?.['call'], line), path, line: index + 1 };
        const key = `${route.method} ${path}`;
        if (!found.has(key)) found.set(key, route);
      }
  }
  return [...found.values()];
}

function methodOf(call: string | undefined, line: string): string {
  const word = call?.toUpperCase();
  if (word !== undefined && new RegExp(`^(?:${method})$`).test(word)) return word;
  // `methods=["POST"]`, `request.method === 'POST'`.
  return new RegExp(`['"](${method})['"]`).exec(line)?.[1] ?? 'GET';
}
