import type { Report, Rule } from '../rule.ts';

/**
 * The way in is the password that everybody knows.
 *
 * `admin/admin` beside an address is what a product comes with. Written down as the access, it says that nobody has changed it: whoever
 * reaches the address is in.
 *
 * Right where the page tells to change it, and in what only shows how an address is built.
 *
 * @example Beside an address
 * ````markdown
 * Dashboards: http://grafana.example:3000 (admin/admin)
 * ````
 * 1:42-1:53 unexpected `admin/admin` as the way in, expected where its own credentials are kept: everybody knows these
 *
 * @example As a login
 * ````markdown
 * - RabbitMQ login: `guest:guest`
 * - MinIO credentials: minioadmin / minioadmin
 * ````
 * 1:20-1:31 unexpected `guest:guest` as the way in, expected where its own credentials are kept: everybody knows these
 * 2:22-2:45 unexpected `minioadmin / minioadmin` as the way in, expected where its own credentials are kept: everybody knows these
 *
 * @example It is to be changed
 * ````markdown
 * Log in as admin/admin and change the password at once.
 *
 * The default password (admin/admin) is switched off.
 * ````
 * none
 *
 * @example A path, and words
 * ````markdown
 * The page `/admin/admin` lists users; see docs/admin/administrators.md for root/root causes.
 * ````
 * none
 */
export const defaultCredentials: Rule = {
  kind: 'default-credentials',
  preset: 'default',
  *check({ source, file }): Iterable<Report> {
    if (!pair.test(source.text)) return;
    for (const [index, line] of source.lines.entries()) {
      const match = pair.exec(line);
      if (match === null || !isAccess(line, match.index)) continue;
      if (
        /\bchang(?:e|ed|ing)\b|\breset\b|\breplace\b|\bdisabl|\bswitched off\b|\bnever\b|\bnot\b|\brotate/i.test(
          [line, source.lines[index + 1] ?? ''].join(' ').replace('changeme', ''),
        )
      )
        continue;
      const column = match.index + 1;
      yield {
        message: `unexpected \`${match[0]}\` as the way in, expected where its own credentials are kept: everybody knows these`,
        location: { file, line: index + 1, column, endLine: index + 1, endColumn: column + match[0].length },
      };
    }
  },
};

const pair =
  /(?<![\w/.@-])(admin|root|guest|minioadmin|elastic|postgres|neo4j)( ?[/:] ?)(admin|root|guest|minioadmin|changeme|password|admin123|123456|neo4j)(?![\w/@.-])/;

function isAccess(line: string, at: number): boolean {
  const before = line.slice(0, at);
  return (
    /\b(?:log ?in|credentials?|access|password|user(?:name)?|auth|sign in)\b/i.test(before) ||
    /https?:\/\/\S+\s*[(,–-]?\s*\(?[`*]*$/.test(before)
  );
}
