import { test } from '@playwright/test';
import type { Layout, Stack } from '../model/stack.ts';
import { layouts, pairs } from './testing/engines-under-test.ts';
import { compareEngines, type Observation } from './testing/observe.ts';
import { cache, publishing, stackOf, webService } from './testing/stack-of.ts';

/** Answers with its name and says nothing, so that its log is the same every time. */
const quiet = (name: string, port: number): ReturnType<typeof webService> => ({
  ...webService(name, port),
  run: `node -e "console.log('${name} is up'); require('http').createServer((request, answer) => answer.end('${name}')).listen(${port})"`,
});

const system = (layout: Layout) => (): Stack =>
  stackOf(
    {
      cache: { ...cache, ...publishing(6379, 6379), systemd: { unit: 'redis-server', type: 'notify' } },
      web: {
        ...quiet('web', 8080),
        ...publishing(8080, 8080),
        pm2: 'web',
        systemd: { unit: 'chat-web', type: 'simple' },
        dependsOn: [{ service: 'cache', condition: 'service_healthy' }],
        environment: { COLOUR: 'blue' },
      },
      worker: {
        run: `bash -c "trap 'echo bye; exit 0' TERM INT; echo one; echo two; echo three; while true; do sleep 0.05; done"`,
        pm2: 'worker',
        systemd: { unit: 'chat-worker', type: 'simple' },
        restart: 'on-failure',
      },
      deaf: {
        run: `bash -c "trap : TERM INT; echo deaf is up; while true; do sleep 0.1; done"`,
        containerName: 'the-deaf',
        stopGraceMs: 400,
        pm2: 'deaf',
      },
    },
    { layout },
  );

const untilWebAnswers = 'until curl -sf localhost:8080; do sleep 0.1; done';

const docker: readonly Observation[] = [
  { block: 'docker ps --format "{{.Names}} {{.State}} {{.Ports}} {{.Image}}"' },
  { block: 'docker ps' },
  { block: 'docker ps -a --filter name=web --format json | jq -r ".Names, .State"' },
  { block: 'docker ps -q | wc -l; docker ps -q --no-trunc --filter name=web; docker container ls -qf status=running | wc -l' },
  {
    block:
      'docker stop test-worker-1; docker ps -a --filter status=exited --format "{{.Names}} {{.Status}}"; docker logs --tail 1 test-worker-1',
  },
  {
    block:
      'docker start test-worker-1; docker inspect -f "{{.State.Status}} {{.State.Running}} {{.State.ExitCode}} {{.RestartCount}}" test-worker-1',
  },
  { block: 'docker restart -t 1 test-web-1 && ' + untilWebAnswers },
  { block: 'docker kill test-worker-1; docker ps -a --filter name=worker --format "{{.Names}} {{.Status}}"; docker start test-worker-1' },
  {
    block:
      'until [ $(docker logs test-worker-1 | grep -c three) -ge 3 ]; do sleep 0.1; done; docker kill -s TERM test-worker-1; for i in $(seq 50); do docker ps -q --filter name=worker | grep -q . || break; sleep 0.1; done; docker inspect -f "{{.State.Status}} {{.State.ExitCode}}" test-worker-1; docker start test-worker-1',
  },
  {
    block:
      'docker stop -t 0 the-deaf; docker inspect -f "{{.State.ExitCode}} {{.State.OOMKilled}} {{.Name}}" the-deaf; docker start the-deaf',
  },
  {
    block:
      'docker exec test-web-1 sh -c \'echo "$COLOUR"; exit 7\'; echo $?; echo typed | docker exec -i test-web-1 cat; docker exec -e COLOUR=red -w /tmp test-web-1 sh -c \'echo "$COLOUR $PWD"\'',
  },
  { block: 'docker exec -it test-web-1 true; docker exec test-web-1 no-such-tool; docker exec nothing true', statusOnly: true },
  { block: 'docker exec test-cache-1 redis-cli set word hello; docker exec test-cache-1 redis-cli get word' },
  {
    block:
      'docker logs test-web-1 | sort | uniq -c; docker logs -t --tail 1 the-deaf; docker logs --since 1h --tail 1 the-deaf; docker logs nothing',
  },
  { block: 'docker inspect test-web-1 | jq -c ".[0].State | {Status, Running, Paused, Restarting, Health: .Health.Status}"' },
  { block: 'docker inspect -f "{{json .State.Health.Status}} {{.Config.Image}}" test-web-1; docker inspect nothing' },
  { block: 'docker stats --no-stream --format "{{.Name}} {{.CPUPerc}} {{.MemUsage}}"' },
  {
    block:
      'docker pause test-web-1; curl -s -m 1 localhost:8080; echo $?; docker ps --filter name=web --format "{{.Status}}"; docker exec test-web-1 true; docker unpause test-web-1; curl -s -m 5 localhost:8080',
  },
  {
    block:
      'docker pause test-web-1 test-web-1; docker start test-web-1; docker unpause test-web-1; docker unpause test-web-1; docker kill nothing',
  },
  {
    block:
      'docker version --format "{{.Server.Version}}"; docker --version; docker info | grep -c Running; docker run hello; docker rm --link test-web-1',
  },
];

const networks: readonly Observation[] = [
  {
    block:
      'docker network ls --format "{{.Name}} {{.Driver}}"; docker network inspect -f "{{range .Containers}}{{.Name}} {{end}}" test_default',
  },
  { block: 'docker network disconnect test_default test-cache-1; redis-cli -h cache ping; echo $?; redis-cli -h localhost ping; echo $?' },
  { block: 'docker network disconnect test_default test-cache-1; docker inspect -f "{{len .NetworkSettings.Networks}}" test-cache-1' },
  { block: 'docker network connect test_default test-cache-1; redis-cli -h test-cache-1 ping; redis-cli -h cache ping; echo $?' },
  {
    block:
      'docker network disconnect test_default test-cache-1; docker network connect --alias cache test_default test-cache-1; redis-cli -h cache ping; redis-cli -h localhost ping',
  },
  { block: 'docker network connect test_default test-cache-1; docker network connect nowhere test-cache-1' },
];

const compose: readonly Observation[] = [
  { block: 'docker compose ps --format "{{.Name}} {{.Service}} {{.State}} {{.Health}}"; docker-compose ps --services' },
  { block: 'docker compose ps' },
  { block: 'docker compose restart web && ' + untilWebAnswers },
  {
    block:
      'docker-compose stop web cache; docker compose ps --services; docker compose ps -a --format "{{.Name}} {{.State}} {{.ExitCode}}" cache',
  },
  { block: 'docker compose up -d web && redis-cli ping && ' + untilWebAnswers },
  {
    block:
      'docker compose up -d --wait 2>&1 | sort; docker compose stop deaf; docker compose start deaf; docker compose kill deaf; docker compose up -d deaf',
  },
  {
    block:
      'docker compose exec -T cache redis-cli ping; docker compose exec web sh -c "echo in; exit 3"; echo $?; echo typed | docker-compose exec -T web cat',
  },
  { block: 'docker compose logs --no-log-prefix --tail 1 deaf; docker compose logs --tail 1 deaf worker; docker compose logs nothing' },
  {
    block:
      'docker compose port web 8080; docker compose config --services; docker compose pause web; docker compose unpause web; docker compose images',
    statusOnly: true,
  },
  { block: 'docker compose top worker | head -2 | tail -1; docker compose run web true', statusOnly: true },
];

const removals: readonly Observation[] = [
  {
    block:
      'docker compose rm -f; docker rm test-web-1; docker compose exec -T web touch /tmp/mine; redis-cli set word kept; docker rm -f test-web-1; docker ps -a --format "{{.Names}}"',
  },
  { block: 'docker compose up -d web; ' + untilWebAnswers + '; docker compose exec -T web ls /tmp; docker compose logs web' },
  { block: 'docker compose up -d --force-recreate --no-deps worker; docker compose logs worker | wc -l; redis-cli get word' },
  { block: 'docker-compose down 2>&1 | sort; docker ps -aq; docker compose ps -a; docker compose start web; docker compose down' },
  { block: 'docker-compose up -d 2>&1 | sort; ' + untilWebAnswers + '; redis-cli exists word; docker network ls --format "{{.Name}}"' },
];

const units: readonly Observation[] = [
  {
    block: 'systemctl is-active chat-web chat-worker redis-server; systemctl is-enabled chat-web; systemctl list-units --no-legend | sort',
  },
  { block: 'systemctl status chat-worker | head -5', without: /Tasks: .*|Memory: .*|CPU: .*/g },
  {
    block:
      'sudo systemctl stop chat-worker; systemctl is-active chat-worker; systemctl status chat-worker | head -3; echo ${PIPESTATUS[0]}',
  },
  { block: 'sudo systemctl start chat-worker; systemctl is-active chat-worker; sudo systemctl restart chat-web && ' + untilWebAnswers },
  {
    block:
      'sudo systemctl kill -s KILL chat-web; for i in $(seq 50); do [ "$(systemctl is-active chat-web)" = active ] || break; sleep 0.1; done; systemctl is-failed chat-web; systemctl --failed --no-legend; systemctl reset-failed; systemctl start chat-web && ' +
      untilWebAnswers,
  },
  {
    block:
      'sudo service redis-server restart; sudo service chat-web status | head -1; service nonsense restart; systemctl start nonsense; systemctl status nonsense',
  },
  {
    block: 'journalctl -u chat-worker -n 2 -o cat --no-pager; journalctl -u chat-worker --since "1 hour ago" -n 1; journalctl -u nonsense',
  },
  { block: 'journalctl -u chat-worker -f -o cat | head -1', options: { endlessMs: 1500 } },
  {
    block:
      'sudo -n -E sh -c \'echo "$USER"\' >/dev/null; echo typed | sudo tr a-z A-Z; sudo no-such-tool; sudo -u postgres psql; sudo sh -c "exit 3"',
  },
  { block: 'sudo docker ps --format "{{.Names}}"; export TOKEN=x; sudo sh -c \'echo "[$TOKEN]"\'; sudo -E sh -c \'echo "[$TOKEN]"\'' },
];

const apps: readonly Observation[] = [
  { block: 'pm2 list', without: /│ +\d+ +│ +<while> +│|\b\d+[sm]\b|(?<=│ )\d+ +(?=│ \S+ +│ \d)/g },
  { block: 'pm2 jlist | jq -r ".[] | .name + \\" \\" + .pm2_env.status"' },
  { block: 'pm2 restart web >/dev/null && ' + untilWebAnswers + '; pm2 describe web | grep -E "status|restarts|name"' },
  {
    block:
      'pm2 stop worker >/dev/null; pm2 jlist | jq -r ".[] | .pm2_env.status"; pm2 start worker > /dev/null; pm2 jlist | jq -r ".[] | .pm2_env.status"',
  },
  { block: 'pm2 logs worker --lines 2 --nostream | grep worker; pm2 logs nope --nostream; pm2 restart nope; pm2 reload 0' },
  { block: 'pm2 restart deaf | grep -c deaf; pm2 flush deaf; pm2 logs deaf --nostream | tail -1; pm2 delete worker' },
];

const families: Readonly<Record<string, readonly Observation[]>> = {
  docker,
  'docker network': networks,
  'docker compose': compose,
  'docker compose down, up and rm': removals,
  'systemctl, journalctl, service and sudo': units,
  pm2: apps,
};

for (const pair of pairs)
  for (const layout of layouts)
    for (const [family, calls] of Object.entries(families)) {
      if (layout === 'host' && (calls === networks || calls === removals)) continue;
      test(`${pair.join(' and ')}, ${layout}: ${family} act and answer the same`, () => compareEngines(pair, system(layout), calls));
    }
