import { access, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service } from '../../../model/stack.ts';
import { digestOf } from '../../../support/digest.ts';
import { cacheFolder } from '../cache-folder.ts';
import { postgresBinaries } from '../postgres-binaries.ts';
import { majorOf, type Prepared, type Runner } from './runner.ts';
import { serverWords } from './server-words.ts';

const programs = ['postgres'];
const entry = '/run/drillbook/start-postgres';
const template = '/run/drillbook/postgres-template.tar';

/**
 * PostgreSQL as its official image runs it: the same variables, data folder, initialization scripts
 * and authentication (trust inside, scram over the network). The first start is kept as a template.
 */
export const postgres: Runner = {
  claims: command => /^postgres(\s|$)/.test(command),

  lacks(service) {
    const words = serverWords(service, programs);
    if ('lacks' in words) return words.lacks;
    const wanted = majorOf(service.image);
    if (wanted === undefined || wanted === '15' || service.run?.accept === '15') return undefined;
    return `PostgreSQL ${wanted} (only 15 is there; accept it with x-drillbook: { accept: "15" })`;
  },

  async prepare(service): Promise<Prepared> {
    const { version } = await postgresBinaries();
    const words = serverWords(service, programs);
    const args = 'args' in words ? words.args : [];
    const dataFolder = service.environment['PGDATA'] ?? '/var/lib/postgresql/data';
    const environment = { ...service.environment, PGDATA: dataFolder };
    const key = digestOf(JSON.stringify([version, startScript, environment, await initScripts(service)])).slice(7, 23);
    const kept = join(cacheFolder(), `postgres-template-${key}.tar`);
    const known = await access(kept).then(
      () => true,
      () => false,
    );
    return {
      runs: `PostgreSQL ${version} (embedded)`,
      argv: ['bash', entry, ...args],
      environment,
      cwd: '/',
      user: 'postgres',
      stopSignal: 'SIGINT',
      dataFolder,
      files: [{ path: entry, text: startScript, mode: 0o755 }],
      mounts: known ? [{ kind: 'inside', source: `/in/postgres-${key}`, target: template }] : [],
      binds: known ? { [`postgres-${key}`]: kept } : {},
      ...(known ? {} : { keeps: { path: '/run/drillbook/postgres-new.tar', as: kept } }),
    };
  },
};

/** Content of all files below mounts at the image's folder for first-time scripts. */
async function initScripts(service: Service): Promise<readonly string[]> {
  const contents: string[] = [];
  for (const mount of service.mounts) {
    if (mount.kind !== 'bind' || !mount.target.startsWith('/docker-entrypoint-initdb.d')) continue;
    const isFolder = (await stat(mount.source)).isDirectory();
    const files = isFolder ? (await readdir(mount.source)).sort().map(name => join(mount.source, name)) : [mount.source];
    for (const file of files) contents.push(file, await readFile(file, 'utf8'));
  }
  return contents;
}

const startScript = `set -eu
server() { LD_LIBRARY_PATH=/usr/local/pgsql/lib "$@"; }
bin=/usr/local/pgsql/bin
umask 077
mkdir -p "$PGDATA"
chmod 700 "$PGDATA"
if [ ! -s "$PGDATA/PG_VERSION" ] && [ -f ${template} ]; then
  tar -C "$PGDATA" -xf ${template}
elif [ ! -s "$PGDATA/PG_VERSION" ]; then
  owner=\${POSTGRES_USER:-postgres}
  printf '%s' "\${POSTGRES_PASSWORD-}" >/tmp/password
  server "$bin/initdb" -D "$PGDATA" -U "$owner" -E UTF8 --locale=C.UTF-8 -N --wal-segsize=1 \\
    --auth-local=trust --auth-host=trust \${POSTGRES_PASSWORD:+--pwfile=/tmp/password} >/tmp/initdb.log 2>&1 || { cat /tmp/initdb.log >&2; exit 1; }
  rm -f /tmp/password
  cat >>"$PGDATA/postgresql.conf" <<'END'
listen_addresses = '*'
unix_socket_directories = '/var/run/postgresql'
max_wal_size = 32MB
min_wal_size = 2MB
shared_buffers = 16MB
dynamic_shared_memory_type = posix
END
  echo "host all all all \${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
  server "$bin/pg_ctl" -D "$PGDATA" -w -s -o "-c listen_addresses='' -c fsync=off" -l /tmp/first-start.log start || { cat /tmp/first-start.log >&2; exit 1; }
  export PGHOST=/var/run/postgresql
  database=\${POSTGRES_DB:-$owner}
  [ "$database" = postgres ] || psql -X -q -v ON_ERROR_STOP=1 -U "$owner" -d postgres -c "create database \\"$database\\""
  for script in /docker-entrypoint-initdb.d/*; do
    case "$script" in
      *.sql) psql -X -q -v ON_ERROR_STOP=1 -U "$owner" -d "$database" -f "$script" ;;
      *.sh) POSTGRES_USER=$owner POSTGRES_DB=$database bash "$script" ;;
    esac
  done
  unset PGHOST
  server "$bin/pg_ctl" -D "$PGDATA" -w -s -m fast stop
  tar -C "$PGDATA" -cf /run/drillbook/postgres-new.part .
  mv /run/drillbook/postgres-new.part /run/drillbook/postgres-new.tar
fi
exec env LD_LIBRARY_PATH=/usr/local/pgsql/lib "$bin/postgres" -D "$PGDATA" "$@"
`;
