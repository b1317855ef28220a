import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from '@playwright/test';
import type { Layout, Stack } from '../model/stack.ts';
import { pairs } from './testing/engines-under-test.ts';
import { compareEngines, type Observation } from './testing/observe.ts';
import { cache, database, publishing, stackOf, webService } from './testing/stack-of.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };

/** A server whose answer is a line of its configuration file, which lies in a volume that the operator sees, and in a bind mount. */
function system(layout: Layout): Stack {
  const { folder } = stackOf({});
  mkdirSync(`${folder}/conf`);
  writeFileSync(`${folder}/conf/app.conf`, 'greeting=hello\n');
  writeFileSync(`${folder}/README`, 'the team\n');
  const reader = `require('fs').readFileSync('/etc/app/app.conf', 'utf8')`;
  return stackOf(
    {
      app: {
        run: `node -e "const text = ${reader}; require('http').createServer((request, answer) => answer.end(text)).listen(8080)"`,
        healthcheck: webService('', 8080).healthcheck!,
        ...publishing(8080, 8080),
        environment: { COLOUR: 'blue' },
        restart: 'unless-stopped',
        systemd: { unit: 'chat-app', type: 'simple' },
        mounts: [
          { kind: 'bind', source: `${folder}/conf`, target: '/etc/app', readOnly: false, location },
          { kind: 'volume', volume: 'files', target: '/srv/files', readOnly: false, location },
        ],
      },
      parent: { run: `bash -c "sleep 1001 & sleep 1002 & echo up; wait"`, systemd: { unit: 'parent', type: 'simple' } },
      cache: { ...cache, ...publishing(6380, 6379) },
      database: { ...database, ...publishing(5432, 5432) },
    },
    {
      folder,
      layout,
      volumes: [{ name: 'files', sizeBytes: 8 * 1024 ** 2 }],
      bastion: {
        workdir: '/opt/team',
        copy: { '.': '/opt/team' },
        path: [],
        packages: [],
        hosts: { 'db-1.prod.internal': 'database' },
        environment: { PGPASSWORD: 'secret', PGUSER: 'postgres' },
      },
    },
  );
}

const tools =
  'awk bash bzip2 curl cut diff file find free getent git grep gzip hostname ip jq less lsof mount nc netstat openssl pg_dump pg_isready pg_restore pgrep ping pkill ps psql redis-cli sed socat sqlite3 ss tar timeout top uptime vmstat watch xz';

/** What an operator sees on either layout. */
const everywhere: readonly Observation[] = [
  { block: 'curl -s localhost:8080; curl -s app:8080; redis-cli -p 6380 ping; redis-cli -h cache ping; redis-cli -h test-cache-1 ping' },
  { block: 'psql -h localhost -Atc "select 1"; psql -h db-1.prod.internal -Atc "select 2"; psql -h database -Atc "show max_connections"' },
  { block: 'PGPASSWORD=wrong psql -h database -c "select 1" 2>&1 | grep -o "password authentication failed.*"' },
  { block: 'curl -s -o /dev/null -w "%{http_code}" localhost:9; echo " $?"' },
  { block: 'curl -s nowhere.example:80; echo $?' },
  { block: 'curl -s --max-time 2 http://192.0.2.1/ && echo out || echo no way out' },
  { block: `for tool in ${tools}; do command -v $tool >/dev/null || echo "no $tool"; done` },
  { block: 'type -t docker docker-compose systemctl service journalctl pm2 sudo' },
  { block: 'echo "$USER $LOGNAME $HOME $SHELL $LANG $PWD $PGUSER"; id -un; umask; ls -A ~; ls /opt/team; hostname' },
  { block: 'test -t 0 || echo no terminal; tty; cat; echo "$-" | tr -d s' },
  { block: 'cut -d. -f1 /etc/debian_version; psql --version | grep -o "1[0-9]" | head -1; date +%Z; locale charmap' },
  {
    block:
      'test -e /var/run/docker.sock && echo a socket; cat /etc/shadow >/dev/null 2>&1 && echo secrets; touch /usr/bin/x 2>/dev/null && echo writes; true',
  },
  { block: 'touch /opt/team/new /tmp/new /srv/files/by-operator && ls /opt/team /srv/files' },
  { block: 'df -B1 --output=size,target /srv/files | tail -1' },
  {
    block:
      'dd if=/dev/zero of=/srv/files/big bs=1M 2>&1 | grep -o "No space left on device"; df --output=pcent /srv/files | tr -dc 0-9; rm /srv/files/big; df --output=pcent /srv/files | tr -dc 0-9',
    options: { timeoutMs: 20_000 },
  },
  { block: 'ls /srv/files; echo "$COLOUR"; df -B1 --output=size /srv/files | tail -1', in: 'app' },
  { block: 'curl -s localhost:8080 | head -1; redis-cli -h cache ping; getent hosts app >/dev/null && echo known', in: 'app' },
  {
    block: 'kill -0 1 2>/dev/null; echo next; false; echo $?; x=$(exit 3); echo $?; (exit 4) | true; echo "${PIPESTATUS[0]}"; echo $LINENO',
  },
  { block: 'sleep 300 & jobs -p | wc -l; kill %1; wait %1; echo $?' },
  { block: 'no-such-tool; echo $?; /etc/passwd; echo $?; ls /missing; echo $?' },
  { block: 'trap "echo caught" USR1; kill -USR1 $$; trap - USR1; printf "\\xff\\x00\\n" | od -c | head -1' },
  { block: 'timeout 0.2 sleep 5; echo $?; git -C /opt/team status --short 2>&1 | head -1', statusOnly: true },
];

const perLayout: Readonly<Record<Layout, readonly Observation[]>> = {
  network: [
    { block: 'pgrep -f "sleep 100[12]|createServer|redis-server|postgres"; echo $?' },
    { block: 'pkill -f "sleep 1001"; echo $?; curl -s app:8080' },
    // Docker's own name server listens on 127.0.0.11.
    { block: "ss -Htln | grep -v 127.0.0.11 | awk '{ print $4 }' | sed 's/.*://' | sort -un" },
    { block: 'echo greeting=hi > /etc/app/app.conf; echo $?', statusOnly: true },
    { block: 'curl -s --max-time 2 localhost:8080 || echo its own localhost; ss -Htln | grep -c :8080', in: 'parent' },
    { block: 'pgrep -xfc "sleep 100[12]"; pgrep -x node || echo its own processes', in: 'parent' },
    { block: 'echo greeting=hi > /etc/app/app.conf; cat /etc/app/app.conf', in: 'app' },
    { block: 'docker restart test-app-1 && until curl -sf app:8080; do sleep 0.1; done' },
  ],
  host: [
    {
      block: "pgrep -xfc 'sleep 100[12]'; ps -C sleep -o args= | sort; pgrep -x redis-server | wc -l; pgrep -xc node",
    },
    { block: "ss -Htln | awk '{ print $4 }' | sed 's/.*://' | sort -un" },
    { block: 'ss -Htlnp | grep -c ":8080 .*node"; lsof -ti :8080 | wc -l' },
    { block: 'cat /etc/app/app.conf; sed -i s/hello/hi/ /etc/app/app.conf; cat /etc/app/app.conf; curl -s localhost:8080' },
    { block: 'sudo systemctl restart chat-app && until curl -sf localhost:8080; do sleep 0.1; done' },
    { block: 'pgrep -xc node; pgrep -x redis-server | wc -l; curl -s localhost:8080', in: 'parent' },
    { block: "pkill -xf 'sleep 1001'; sleep 0.3; pgrep -xfc 'sleep 100[12]'; systemctl is-active parent" },
    {
      block:
        "kill $(pgrep -xf 'sleep 1002'); for i in $(seq 50); do [ $(systemctl is-active parent) = active ] || break; sleep 0.1; done; systemctl is-active parent",
    },
    {
      block:
        'pkill -STOP -x node; curl -s --max-time 1 localhost:8080; echo $?; ps -C node -o stat= | cut -c1 | sort -u; pkill -CONT -x node; curl -s --max-time 3 localhost:8080',
    },
    {
      block:
        "pkill -9 -x node; for i in $(seq 100); do curl -sf localhost:8080 && break; sleep 0.1; done; docker inspect -f '{{.RestartCount}}' test-app-1",
    },
    {
      block:
        'sudo killall redis-server; for i in $(seq 50); do redis-cli -p 6379 ping >/dev/null 2>&1 || break; sleep 0.1; done; docker inspect -f "{{.State.Status}} {{.State.ExitCode}}" test-cache-1',
    },
    { block: 'docker start test-cache-1 && until redis-cli ping 2>/dev/null | grep PONG; do sleep 0.1; done; redis-cli -p 6380 ping' },
  ],
};

for (const pair of pairs)
  for (const layout of ['network', 'host'] as const)
    test(`${pair.join(' and ')}, ${layout}: what an operator types shows the same`, () =>
      compareEngines(pair, () => system(layout), [...everywhere, ...perLayout[layout]]));
