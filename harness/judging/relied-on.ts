import type { Difference } from '../model/elsewhere.ts';
import type { EventOf } from '../model/event.ts';

/** Tools that read variables which no command line shows, and the option that says the same. */
const readers: readonly { readonly variables: RegExp; readonly tools: RegExp; readonly instead?: Readonly<Record<string, RegExp>> }[] = [
  {
    variables: /^PG(?:HOST|HOSTADDR|PORT|USER|PASSWORD|PASSFILE|DATABASE|SERVICE|SSL[A-Z]+)$/,
    tools: /\b(?:psql|pg_\w+|pgbench|createdb|dropdb|createuser|dropuser|vacuumdb|reindexdb|clusterdb)\b/,
    instead: {
      PGHOST: /\s(?:-h|--host)\b|\bhost=|postgres(?:ql)?:\/\//,
      PGPORT: /\s(?:-p|--port)\b|\bport=/,
      PGUSER: /\s(?:-U|--username)\b|\buser=|postgres(?:ql)?:\/\//,
      PGDATABASE: /\s(?:-d|--dbname)\b|\bdbname=|postgres(?:ql)?:\/\//,
    },
  },
  { variables: /^REDISCLI_\w+$/, tools: /\bredis-cli\b/, instead: { REDISCLI_AUTH: /\s(?:-a|--pass|--user)\b/ } },
  { variables: /^MYSQL_\w+$/, tools: /\bmysql\w*\b/ },
  { variables: /^(?:COMPOSE|DOCKER)_\w+$/, tools: /\bdocker(?:-compose)?\b/ },
  { variables: /^AWS_\w+$/, tools: /\baws\b/ },
  { variables: /^GIT_\w+$/, tools: /\bgit\b/ },
  { variables: /^KUBE\w+$/, tools: /\b(?:kubectl|helm)\b/ },
  { variables: /^(?:EDITOR|VISUAL)$/, tools: /\b(?:crontab|git|visudo)\b/ },
];

/** Files of a home that tools read by themselves. */
const files: readonly { readonly file: RegExp; readonly tools: RegExp }[] = [
  { file: /\/\.(?:pgpass|psqlrc|pg_service\.conf)$/, tools: /\b(?:psql|pg_\w+|createdb|dropdb|vacuumdb|reindexdb)\b/ },
  { file: /\/\.(?:my\.cnf|mylogin\.cnf)$/, tools: /\bmysql\w*\b/ },
  { file: /\/\.(?:netrc|curlrc)$/, tools: /\bcurl\b/ },
  { file: /\/\.ssh\b/, tools: /\b(?:ssh|scp|sftp|rsync|git)\b/ },
  { file: /\/\.(?:aws|docker|kube)\b/, tools: /\b(?:aws|docker|kubectl|helm)\b/ },
  { file: /\/\.rediscli\w*$/, tools: /\bredis-cli\b/ },
];

const refusals: Readonly<Record<'password' | 'role', RegExp>> = {
  password: /password authentication failed|no password supplied|NOAUTH|WRONGPASS|invalid password|authentication required/i,
  role: /permission denied|must be (?:a )?(?:superuser|owner|member)|only (?:roles with|superusers?)|insufficient privilege|reserved for/i,
};

/** Of all that differs, what a step that ended otherwise can be said to rely on: it reads it, or what it printed tells of it. */
export function reliedOn(
  differs: readonly Difference[],
  text: string,
  { stdout, stderr, message }: Pick<EventOf<'step.ended'>, 'stdout' | 'stderr' | 'message'>,
): readonly Difference[] {
  const printed = [stdout, stderr, message].join('\n');
  return differs.filter(({ kind, what, before = '' }) => {
    if (kind === 'variable') return word(what).test(printed) || reads(what, text);
    if (kind === 'file')
      return word(what.split('/').at(-1) ?? what).test(printed) || files.some(({ file, tools }) => file.test(what) && tools.test(text));
    // Where it is asked for by its old name, that is said to be unknown.
    if (kind === 'database') return word(before).test(printed);
    return refusals[kind].test(printed);
  });
}

function reads(variable: string, text: string): boolean {
  return readers.some(
    ({ variables, tools, instead }) => variables.test(variable) && tools.test(text) && instead?.[variable]?.test(text) !== true,
  );
}

function word(text: string): RegExp {
  return new RegExp(`(?<![\\w-])${text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`)}(?![\\w-])`);
}
