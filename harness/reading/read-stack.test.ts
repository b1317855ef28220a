import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Problem } from '../model/problem.ts';
import type { Service, Stack } from '../model/stack.ts';
import { readStack } from './read-stack.ts';
import { folderWith, shown } from './testing/folder.ts';

async function stackOf(files: Readonly<Record<string, string>>, ...names: readonly string[]): Promise<Stack> {
  const { stack, problems } = await readStack((names.length === 0 ? ['compose.yaml'] : names).map(folderWith(files)));
  if (stack === undefined) throw new Error(shown(problems).join('\n'));
  return stack;
}

async function serviceOf(text: string, files: Readonly<Record<string, string>> = {}): Promise<Service> {
  const { services } = await stackOf({ 'compose.yaml': text, ...files });
  const [first] = services;
  if (first === undefined) throw new Error('unexpected absence of services');
  return first;
}

async function problemsOf(text: string, files: Readonly<Record<string, string>> = {}): Promise<readonly Problem[]> {
  return (await readStack([folderWith({ 'compose.yaml': text, ...files })('compose.yaml')])).problems;
}

test("a service is read with Compose's defaults", async () => {
  const {
    layout,
    networks,
    services: [service],
  } = await stackOf({ 'compose.yaml': 'services:\n  web: { image: nginx }\n' });
  expect(layout).toBe('network');
  expect(networks).toEqual([{ name: 'default', internal: false }]);
  expect(service).toMatchObject({
    name: 'web',
    image: 'nginx',
    ports: [],
    networks: ['default'],
    restart: 'no',
    replicas: 1,
    stopSignal: 'SIGTERM',
    stopGraceMs: 10_000,
    init: false,
    dependsOn: [],
  });
});

test('short and long forms mean the same', async () => {
  const {
    services: [short, long],
  } = await stackOf({
    'compose.yaml': `services:
  short:
    image: a
    ports: ["127.0.0.1:8080:80", 9000, "[::1]:8081:81/tcp"]
    volumes: ["data:/data:ro", "./conf:/conf", /anonymous]
    depends_on: [long]
    environment: ["A=1", "B=x=y", C]
    command: node worker.js --name "two words" 'it''s'
    healthcheck: { test: curl -f http://localhost }
    networks: [front]
    build: ./conf
    tmpfs: /tmp:size=1m
  long:
    image: a
    ports: [{ target: 80, published: "8082", protocol: tcp }, { target: 9000 }]
    volumes: [{ type: volume, source: data, target: /data, read_only: true }, { type: bind, source: ./conf, target: /conf }, { type: tmpfs, target: /tmp, tmpfs: { size: 1048576 } }]
    environment: { A: 1, B: x=y, C: }
    command: [node, worker.js]
    healthcheck: { test: [CMD, curl, -f, "http://localhost"], interval: 1m30s, retries: 5 }
    networks: { front: { aliases: [other] } }
    build: { context: ./conf, args: { V: 1 }, target: prod }
networks: { front: }
volumes: { data: }
`,
    'conf/a.txt': '',
  });
  expect(short?.ports.map(({ published, target }) => [published, target])).toEqual([
    [8080, 80],
    [undefined, 9000],
    [8081, 81],
  ]);
  expect(long?.ports.map(({ published, target }) => [published, target])).toEqual([
    [8082, 80],
    [undefined, 9000],
  ]);
  expect(short?.mounts).toMatchObject([
    { kind: 'volume', volume: 'data', target: '/data', readOnly: true },
    { kind: 'bind', source: expect.stringMatching(/\/conf$/), target: '/conf', readOnly: false },
    { kind: 'volume', volume: 'short-anonymous', target: '/anonymous', readOnly: false },
    { kind: 'tmpfs', target: '/tmp', sizeBytes: 1024 ** 2 },
  ]);
  expect(long?.mounts).toMatchObject([{ kind: 'volume', readOnly: true }, { kind: 'bind' }, { kind: 'tmpfs', sizeBytes: 1024 ** 2 }]);
  expect([short?.environment, long?.environment]).toEqual([
    { A: '1', B: 'x=y' },
    { A: '1', B: 'x=y' },
  ]);
  expect(short?.command).toEqual(['node', 'worker.js', '--name', 'two words', 'its']);
  expect(short?.healthcheck?.test).toEqual(['/bin/sh', '-c', 'curl -f http://localhost']);
  expect(long?.healthcheck).toMatchObject({ test: ['curl', '-f', 'http://localhost'], intervalMs: 90_000, retries: 5, timeoutMs: 30_000 });
  expect([short?.networks, long?.networks]).toEqual([['front'], ['front']]);
  expect(short?.dependsOn).toEqual([{ service: 'long', condition: 'service_started' }]);
  expect(long?.build).toMatchObject({ args: { V: '1' }, target: 'prod' });
});

test('a database role logs in by its name alone, or with a password of its own', async () => {
  const { roles, passwords } = await serviceOf(
    'services:\n  database: { image: "postgres:15", x-drillbook: { run: postgres, roles: { app: { user: shop, password: "s3" }, operator: postgres } } }\n',
  );
  expect({ roles, passwords }).toEqual({ roles: { app: 'shop', operator: 'postgres' }, passwords: { app: 's3' } });
});

test('what x-drillbook says of the stack and its services is read', async () => {
  const stack = await stackOf({
    'compose.yaml': `x-drillbook:
  layout: host
  bastion: { workdir: /opt/chat, copy: { ".": /opt/chat }, path: [./bin], packages: [jq], hosts: { db-1.internal: database } }
  differs: [no TLS]
services:
  database: { image: "postgres:15", x-drillbook: { run: postgres, accept: 15, roles: { app: chat }, systemd: postgresql } }
  main: { image: "postgres:15", healthcheck: { test: pg_isready }, x-drillbook: { systemd: { unit: postgresql@15-main, umbrella: postgresql } } }
  cache: { image: "redis:7-alpine", healthcheck: { test: redis-cli ping }, x-drillbook: { systemd: redis-server } }
  worker: { image: node, x-drillbook: { run: node worker.js, pm2: worker, systemd: { unit: chat-worker } } }
`,
  });
  expect(stack).toMatchObject({
    layout: 'host',
    differs: ['no TLS'],
    bastion: {
      workdir: '/opt/chat',
      copy: { '.': '/opt/chat' },
      path: ['./bin'],
      packages: ['jq'],
      hosts: { 'db-1.internal': 'database' },
    },
  });
  expect(stack.services).toMatchObject([
    {
      run: { command: 'postgres', accept: '15', location: { line: 6 } },
      roles: { app: 'chat' },
      systemd: { unit: 'postgresql', type: 'simple' },
    },
    { systemd: { unit: 'postgresql@15-main', type: 'forking', umbrella: 'postgresql' } },
    { systemd: { unit: 'redis-server', type: 'notify' } },
    { run: { command: 'node worker.js' }, pm2: 'worker', systemd: { unit: 'chat-worker', type: 'simple' } },
  ]);
});

test('a package is named, and nothing else is said in its place', async () => {
  const problems = await problemsOf('x-drillbook: { bastion: { packages: [jq, "jq; id", "-o=x"] } }\nservices: { web: { image: a } }\n');
  expect(problems.map(({ location, message }) => [location.line, location.column, message])).toEqual([
    [1, 43, 'unexpected "jq; id", expected the name of a Debian package'],
    [1, 53, 'unexpected "-o=x", expected the name of a Debian package'],
  ]);
});

test("later files are merged into earlier ones by Compose's rules", async () => {
  const {
    services: [web],
  } = await stackOf(
    {
      'compose.yaml':
        'services:\n  web:\n    image: a\n    command: one two\n    ports: ["80:80"]\n    environment: { A: 1, B: 2 }\n    volumes: ["data:/data", "other:/other"]\n    depends_on: [db]\n    build: ./app\n  db: { image: b }\nvolumes: { data:, other:, more: }\n',
      'over.yaml':
        'services:\n  web:\n    command: [three]\n    ports: ["81:81", "80:80"]\n    environment: ["B=3", "C=4"]\n    volumes: ["more:/data"]\n    depends_on: { db: { condition: service_healthy } }\n    build: { target: prod }\n    x-drillbook: { run: web }\n',
      'app/x': '',
    },
    'compose.yaml',
    'over.yaml',
  );
  expect(web).toMatchObject({
    image: 'a',
    command: ['three'],
    environment: { A: '1', B: '3', C: '4' },
    dependsOn: [{ service: 'db', condition: 'service_healthy' }],
    run: { command: 'web' },
    build: { context: expect.stringMatching(/app$/), target: 'prod' },
  });
  expect(web?.ports.map(({ target }) => target)).toEqual([80, 81]);
  expect(web?.mounts.map(mount => [mount.kind === 'volume' && mount.volume, mount.target])).toEqual([
    ['more', '/data'],
    ['other', '/other'],
  ]);
});

test('a later file takes away with !reset and replaces with !override', async () => {
  const {
    services: [web],
  } = await stackOf(
    {
      'compose.yaml': 'services:\n  web: { image: a, ports: ["80:80"], environment: { A: 1 }, privileged: true }\n',
      'over.yaml': 'services:\n  web:\n    ports: !override ["81:81"]\n    environment: !reset null\n    privileged: !reset false\n',
    },
    'compose.yaml',
    'over.yaml',
  );
  expect(web?.ports.map(({ published }) => published)).toEqual([81]);
  expect(web?.environment).toEqual({});
});

test('a problem points into the file that the value came from', async () => {
  const file = folderWith({
    'compose.yaml': 'services:\n  web:\n    image: a\n    ports:\n      - "80:80"\n      - "nonsense"\n    command: x\n',
    'over.yaml': 'services:\n  web:\n    ports:\n      - "81:81"\n      - "bad"\n    comand: y\n',
  });
  const { problems } = await readStack([file('compose.yaml'), file('over.yaml')]);
  expect(shown(problems)).toEqual(['over.yaml:6:5 unexpected key "comand", expected "command"']);
  const { problems: ports } = await readStack([file('compose.yaml')]);
  expect(shown(ports)).toEqual(['compose.yaml:6:10 unexpected port "nonsense", expected one such as "8080:80"']);
  const more = folderWith({ 'over.yaml': 'services:\n  web:\n    ports:\n      - "81:81"\n      - "bad"\n' });
  expect(shown((await readStack([more('compose.yaml'), more('over.yaml')])).problems).map(line => line.split(' ')[0])).toEqual([
    'compose.yaml:6:10',
    'over.yaml:5:10',
  ]);
});

test('variables come from .env, with defaults, and from nowhere else', async () => {
  const service = await serviceOf(
    'services:\n  web: { image: "a:${TAG:-1}", environment: { HOME_OF: "${HOME:-none}", COST: "$$5", FROM: "${NAME}" }, deploy: { replicas: "${N:-2}" }, init: "${INIT:-true}" }\n',
    { '.env': 'TAG=7\nNAME=chat\n' },
  );
  expect(service).toMatchObject({ image: 'a:7', environment: { HOME_OF: 'none', COST: '$5', FROM: 'chat' }, replicas: 2, init: true });
});

test('a variable that is demanded and missing is a problem, a blank one a warning', async () => {
  expect(shown(await problemsOf('services:\n  web:\n    image: "${TAG:?say which}"\n'))).toEqual([
    'compose.yaml:3:13 unexpected absence of the variable TAG (say which), expected a value',
  ]);
  expect(await problemsOf('services:\n  web:\n    image: a\n    user: "$NOBODY"\n')).toMatchObject([
    { severity: 'warning', location: { line: 4, column: 12 } },
  ]);
});

test('included files bring their own folder and .env', async () => {
  const stack = await stackOf({
    'compose.yaml': 'include:\n  - db/compose.yaml\nservices:\n  web: { image: a, depends_on: [db] }\n',
    'db/compose.yaml': 'services:\n  db: { image: "b:${TAG}", volumes: ["./init:/init:ro"] }\n',
    'db/.env': 'TAG=9\n',
    'db/init/a.sql': '',
  });
  expect(stack.services.find(({ name }) => name === 'db')).toMatchObject({
    image: 'b:9',
    mounts: [{ kind: 'bind', source: expect.stringMatching(/db\/init$/) }],
  });
});

test('anchors, merge keys and env files are followed', async () => {
  const { services, envFiles, folder } = await stackOf({
    'compose.yaml':
      'x-base: &base { image: a, env_file: [a.env, { path: none.env, required: false }], environment: { A: over } }\nservices:\n  one: *base\n  two: { <<: *base, image: b }\n',
    'a.env': 'A=1\nB=2\n',
  });
  expect(services).toMatchObject([
    { name: 'one', image: 'a', environment: { A: 'over', B: '2' } },
    { name: 'two', image: 'b', environment: { A: 'over', B: '2' } },
  ]);
  // Also the one that could be there later.
  expect(envFiles).toEqual([join(folder, 'a.env'), join(folder, 'none.env')]);
});

test('secrets and configs are files that are mounted where Compose mounts them', async () => {
  const { mounts } = await serviceOf(
    'services:\n  web: { image: a, secrets: [token, { source: token, target: other }], configs: [{ source: conf, target: /etc/conf }] }\nsecrets: { token: { file: ./token } }\nconfigs: { conf: { file: ./conf } }\n',
    { token: 't', conf: 'c' },
  );
  expect(mounts).toMatchObject([
    { kind: 'bind', target: '/run/secrets/token', readOnly: true },
    { target: '/run/secrets/other' },
    { target: '/etc/conf' },
  ]);
});

test("sized volumes are Compose's own driver options", async () => {
  const { volumes } = await stackOf({
    'compose.yaml':
      'services:\n  db: { image: a, volumes: ["data:/data"] }\nvolumes: { data: { driver_opts: { type: tmpfs, device: tmpfs, o: "size=64m,nr_inodes=1000" } } }\n',
  });
  expect(volumes).toEqual([{ name: 'data', sizeBytes: 64 * 1024 ** 2, inodes: 1000 }]);
});

test('harmless keys are counted, services of a profile are left out', async () => {
  const { harmless, services } = await stackOf({
    'compose.yaml':
      'version: "3"\nservices:\n  web: { image: a, labels: [x], cap_drop: [ALL], security_opt: ["no-new-privileges:true"], cap_add: [NET_BIND_SERVICE], ulimits: { nofile: 10 }, depends_on: { debug: { required: false } } }\n  debug: { image: b, profiles: [debug] }\n',
  });
  expect(harmless).toEqual([
    'version',
    'web.labels',
    'web.cap_drop (honoured on containers only)',
    'web.security_opt',
    'web.cap_add',
    'web.ulimits (honoured on containers only)',
  ]);
  expect(services.map(({ name, dependsOn }) => [name, dependsOn.length])).toEqual([['web', 0]]);
});

for (const { what, text, problem, hint } of [
  {
    what: 'a misspelt key',
    text: 'services:\n  web:\n    image: a\n    enviroment: { A: 1 }\n',
    problem: 'compose.yaml:4:5 unexpected key "enviroment", expected "environment"',
    hint: 'Did you mean "environment"?',
  },
  {
    what: 'a misspelt key at the top',
    text: 'service:\n  web: { image: a }\n',
    problem: 'compose.yaml:1:1 unexpected key "service", expected "services"',
  },
  {
    what: 'a misspelt key of x-drillbook',
    text: 'x-drillbook: { layuot: host }\nservices:\n  web: { image: a }\n',
    problem: 'compose.yaml:1:16 unexpected key "layuot", expected "layout"',
  },
  {
    what: 'an unknown service in depends_on',
    text: 'services:\n  web: { image: a, depends_on: [databse] }\n  database: { image: b }\n',
    problem: 'compose.yaml:2:33 unexpected service "databse", expected one of web, database',
    hint: 'Did you mean "database"?',
  },
  {
    what: "an unknown service in depends_on's long form",
    text: 'services:\n  web:\n    image: a\n    depends_on:\n      databse: { condition: service_healthy }\n  database: { image: b }\n',
    problem: 'compose.yaml:5:7 unexpected service "databse", expected one of web, database',
  },
  {
    what: 'an unknown service behind a host name',
    text: 'x-drillbook: { bastion: { hosts: { db-1: databse } } }\nservices:\n  database: { image: b }\n',
    problem: 'compose.yaml:1:42 unexpected service "databse", expected one of database',
  },
  {
    what: 'an unknown volume',
    text: 'services:\n  web: { image: a, volumes: ["dta:/data"] }\nvolumes: { data: }\n',
    problem: 'compose.yaml:2:31 unexpected volume "dta", expected one of data',
    hint: 'Did you mean "data"?',
  },
  {
    what: 'an unknown network',
    text: 'services:\n  web: { image: a, networks: [frnt] }\nnetworks: { front: }\n',
    problem: 'compose.yaml:2:31 unexpected network "frnt", expected one of front',
  },
  {
    what: 'an unknown secret',
    text: 'services:\n  web: { image: a, secrets: [tokn] }\nsecrets: { token: { file: ./compose.yaml } }\n',
    problem: 'compose.yaml:2:30 unexpected secret "tokn", expected one of token',
  },
  {
    what: 'a circle of dependencies',
    text: 'services:\n  a: { image: a, depends_on: [b] }\n  b: { image: b, depends_on: [a] }\n',
    problem: 'compose.yaml:2:18 unexpected circle of dependencies a → b → a, expected an order in which to start',
  },
  {
    what: 'a port that is published twice',
    text: 'services:\n  a: { image: a, ports: ["80:80"] }\n  b: { image: b, ports: ["80:81"] }\n',
    problem: expect.stringMatching(
      /^compose.yaml:3:27 unexpected second use of port 80 by b, expected one that a does not use \(.*compose.yaml:2:27\)$/,
    ),
  },
  {
    what: 'a port that two services listen on in layout host',
    text: 'x-drillbook: { layout: host }\nservices:\n  a: { image: a, ports: ["8080:3000"] }\n  b: { image: b, ports: ["8081:3000"] }\n',
    problem: expect.stringMatching(/^compose.yaml:4:27 unexpected second use of port 3000 by b/),
    hint: 'In layout host all services share one localhost: give each a port of its own.',
  },
  {
    what: 'a published port that another service listens on in layout host',
    text: 'x-drillbook: { layout: host }\nservices:\n  a: { image: a, ports: ["3000:3000"] }\n  b: { image: b, expose: [3000] }\n',
    problem: expect.stringMatching(/^compose.yaml:4:3 unexpected second use of port 3000 by b/),
  },
  {
    what: 'a range of ports',
    text: 'services:\n  a: { image: a, ports: ["8000-8010:80"] }\n',
    problem: 'compose.yaml:2:27 unexpected port "8000-8010:80", expected one such as "8080:80"',
  },
  {
    what: 'a UDP port',
    text: 'services:\n  a: { image: a, ports: [{ target: 53, protocol: udp }] }\n',
    problem: expect.stringMatching(/^compose.yaml:2:26 unexpected port/),
  },
  {
    what: 'a service with nothing to run',
    text: 'services:\n  a: { command: x }\n',
    problem: 'compose.yaml:2:3 unexpected service "a" with nothing to run, expected `image` or `build`',
  },
  {
    what: "a service's name that is a path",
    text: 'services:\n  ../a: { image: x }\n',
    problem: expect.stringMatching(/^compose.yaml:2:3 unexpected name of a service/),
  },
  {
    what: 'rights over the machine',
    text: 'services:\n  a:\n    image: x\n    privileged: true\n',
    problem:
      'compose.yaml:4:5 unexpected key "privileged" of the service a, expected none: a drill gives no service rights over the machine',
  },
  {
    what: "the host's network",
    text: 'services:\n  a:\n    image: x\n    network_mode: host\n',
    problem: expect.stringMatching(/^compose.yaml:4:5 unexpected key "network_mode"/),
  },
  {
    what: 'further rights',
    text: 'services:\n  a: { image: x, cap_add: [SYS_ADMIN] }\n',
    problem: expect.stringMatching(/^compose.yaml:2:18 unexpected key "cap_add"/),
  },
  {
    what: "the machine's Docker",
    text: 'services:\n  a: { image: x, volumes: ["/var/run/docker.sock:/var/run/docker.sock"] }\n',
    problem: expect.stringMatching(/^compose.yaml:2:29 unexpected mount of \/var\/run\/docker.sock/),
  },
  {
    what: 'a mount from outside the folder',
    text: 'services:\n  a: { image: x, volumes: ["/etc:/etc:ro"] }\n',
    problem: 'compose.yaml:2:29 unexpected path "/etc", expected one below the stack\'s folder',
  },
  {
    what: 'an env file from outside the folder',
    text: 'services:\n  a: { image: x, env_file: /etc/passwd }\n',
    problem: 'compose.yaml:2:28 unexpected env file "/etc/passwd", expected one below the stack\'s folder',
  },
  {
    what: 'a build from outside the folder',
    text: 'services:\n  a: { build: / }\n',
    problem: 'compose.yaml:2:15 unexpected build context "/", expected a folder below the stack\'s',
  },
  {
    what: 'a secret from outside the folder',
    text: 'services:\n  a: { image: x, secrets: [s] }\nsecrets: { s: { file: /etc/passwd } }\n',
    problem: 'compose.yaml:3:23 unexpected file "/etc/passwd" of the secret s, expected one below the stack\'s folder',
  },
  {
    what: 'a copy to the bastion from outside the folder',
    text: 'x-drillbook: { bastion: { copy: { /etc: /opt } } }\nservices:\n  a: { image: x }\n',
    problem: 'compose.yaml:1:35 unexpected path "/etc", expected one below the stack\'s folder',
  },
  {
    what: 'a missing env file',
    text: 'services:\n  a: { image: x, env_file: [none.env] }\n',
    problem: 'compose.yaml:2:29 unexpected env file "none.env", expected one that exists',
  },
  {
    what: 'a missing include',
    text: 'include: [none.yaml]\nservices:\n  a: { image: x }\n',
    problem: expect.stringMatching(/^compose.yaml:1:11 unexpected file ".*none.yaml" \(there is none\), expected one that can be read$/),
  },
  {
    what: 'a size that is none',
    text: 'services:\n  a: { image: x, mem_limit: lots }\n',
    problem: 'compose.yaml:2:29 unexpected "lots", expected a size such as 64m',
  },
  {
    what: "a volume's size that is none",
    text: 'services:\n  a: { image: x }\nvolumes: { v: { driver_opts: { type: tmpfs, o: "size=half" } } }\n',
    problem: expect.stringMatching(/^compose.yaml:3:\d+ unexpected size "half", expected one such as 64m$/),
  },
  {
    what: 'a health check of an unknown kind',
    text: 'services:\n  a: { image: x, healthcheck: { test: [curl, -f, x] } }\n',
    problem: expect.stringMatching(/^compose.yaml:2:40 unexpected health check "curl", expected CMD/),
  },
  {
    what: 'a file without services',
    text: 'name: x\n',
    problem: expect.stringMatching(/^compose.yaml:1:1 unexpected absence of services/),
  },
  { what: 'a file that is a list', text: '- a\n', problem: 'compose.yaml:1:1 unexpected content, expected a Compose file with `services`' },
  { what: 'malformed YAML', text: 'services:\n  a: [\n', problem: expect.stringMatching(/^compose.yaml:\d+:\d+ unexpected YAML/) },
]) {
  test(`${what} is a problem at its place`, async () => {
    const problems = await problemsOf(text);
    expect(shown(problems)).toContainEqual(problem);
    expect(problems.filter(({ severity }) => severity === 'error')).toHaveLength(1);
    if (hint !== undefined) expect(problems[0]?.hint).toBe(hint);
  });
}

test('a link that leads out of the folder is refused', async () => {
  const file = folderWith({
    'compose.yaml':
      'x-drillbook: { bastion: { copy: { ./link: /opt } } }\nservices:\n  a: { image: x, volumes: ["./link:/data"], env_file: ./file }\n',
  });
  symlinkSync('/etc', file('link'));
  symlinkSync('/etc/passwd', file('file'));
  expect((await readStack([file('compose.yaml')])).problems).toHaveLength(3);
});

test('a missing file and a folder are problems', async () => {
  const file = folderWith({ 'folder/x': '' });
  expect(shown((await readStack([file('none.yaml')])).problems)).toEqual([
    expect.stringMatching(/^none.yaml:1:1 unexpected file ".*none.yaml" \(there is none\), expected one that can be read$/),
  ]);
  expect(shown((await readStack([file('folder')])).problems)).toEqual([expect.stringContaining('(a folder)')]);
});

test('one service may publish the port that it listens on, in layout host as well', async () => {
  const { stack } = await readStack([
    folderWith({
      'compose.yaml':
        'x-drillbook: { layout: host }\nservices:\n  a: { image: a, ports: ["3000:3000"], expose: [3000] }\n  b: { image: b, ports: ["3001:3001"] }\n',
    })('compose.yaml'),
  ]);
  expect(stack?.services).toHaveLength(2);
});

test('the digest changes with what a stack says, also in .env and env files', async () => {
  const text = 'services:\n  a: { image: "x:${TAG:-0}", env_file: a.env }\n';
  const digests = await Promise.all(
    [
      ['', ''],
      ['TAG=1', ''],
      ['', 'A=1'],
    ].map(
      async ([env = '', own = ''], index) =>
        (await stackOf({ [`${index}/compose.yaml`]: text, [`${index}/.env`]: env, [`${index}/a.env`]: own }, `${index}/compose.yaml`))
          .digest,
    ),
  );
  expect(new Set(digests).size).toBe(3);
  const one = await stackOf({ 'compose.yaml': 'services:\n  a: { image: x }\n' });
  const other = await stackOf({ 'compose.yaml': 'services:\n  a: { image: y }\n' });
  expect(one.digest).not.toBe(other.digest);
});
