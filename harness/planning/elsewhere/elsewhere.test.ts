import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { database, stackOf } from '../../engines/testing/stack-of.ts';
import type { BastionSpec, Service, Stack } from '../../model/stack.ts';
import { elsewhere, planElsewhere, type Declared, type Elsewhere } from './elsewhere.ts';

const location = { file: 'compose.yaml', line: 1, column: 1 };
const home: BastionSpec = {
  workdir: '/opt/shop',
  copy: { 'ops/pgpass': '/home/operator/.pgpass', ops: '/opt/shop/ops' },
  path: [],
  packages: [],
  hosts: {},
  environment: {
    PGHOST: 'database',
    PGUSER: 'owner',
    PGPASSWORD: 's3cret',
    DATABASE_URL: 'postgres://app:other@database:5432/orders',
    LANG: 'C',
  },
};
const server = {
  ...database,
  environment: { POSTGRES_USER: 'owner', POSTGRES_PASSWORD: 's3cret', POSTGRES_DB: 'orders' },
  roles: { app: 'app' },
  healthcheck: { test: ['pg_isready', '-U', 'owner', '-d', 'orders'], intervalMs: 100, timeoutMs: 1000, retries: 3, startPeriodMs: 0 },
};

function shop(services: Parameters<typeof stackOf>[0] = {}, bastion: Partial<BastionSpec> = {}): Stack {
  return stackOf({ database: server, ...services }, { bastion: { ...home, ...bastion } });
}

function there(runbook: string, stack: Stack = shop(), more: Partial<Declared> = {}): Elsewhere {
  return elsewhere(stack, { texts: [runbook], asked: [], inFiles: new Map(), ...more });
}

const serviceOf = ({ stack }: Elsewhere, name: string): Service | undefined => stack.services.find(one => one.name === name);
const differsIn = ({ differs }: Elsewhere): readonly string[] => differs.map(({ kind, what }) => `${kind} ${what}`);

test('what the operator has and nobody names is gone; the machine stays what it is', () => {
  const { stack, differs } = there('Restart the worker.');
  expect(stack.bastion.withheld).toEqual(['PGHOST', 'PGUSER', 'PGPASSWORD', 'DATABASE_URL']);
  expect(Object.values(stack.bastion.copy)).toEqual(['/opt/shop/ops']);
  expect(differs.slice(0, 5)).toMatchObject([
    { kind: 'variable' },
    { kind: 'variable' },
    { kind: 'variable' },
    { kind: 'variable' },
    { kind: 'file' },
  ]);
  // What the scenario asks by itself goes on having them.
  expect(stack.bastion.environment['PGHOST']).toBe('database');
});

for (const [how, text] of [
  ['prose', 'Set PGHOST as the vault says.'],
  ['code', 'Needs `PGHOST`.'],
  ['a use', '```bash\npsql -h "$PGHOST"\n```'],
  ['a use in braces', '```bash\npsql -h ${PGHOST}\n```'],
  ['an assignment', '```bash\nPGHOST=database psql\n```'],
] as const)
  test(`a variable is named by ${how}`, () => {
    expect(there(text).stack.bastion.withheld).not.toContain('PGHOST');
  });

test('a longer name does not name it', () => {
  expect(there('Look at MY_PGHOST_2.').stack.bastion.withheld).toContain('PGHOST');
});

test('a file of the home is named by its name; one of the place where the work is done stays', () => {
  expect(Object.values(there('Needs a `~/.pgpass`.').stack.bastion.copy)).toContain('/home/operator/.pgpass');
  const atHome = shop({}, { workdir: '/home/operator/shop', copy: { ops: '/home/operator/shop/ops' } });
  expect(there('', atHome).stack.bastion.copy).toEqual({ ops: '/home/operator/shop/ops' });
  const inHome = shop({}, { workdir: '/home/operator', copy: { ops: '/home/operator/ops', aws: '/home/operator/.aws/credentials' } });
  expect(there('', inHome).stack.bastion.copy).toEqual({ ops: '/home/operator/ops' });
  expect(there('Needs ~/.aws.', inHome).stack.bastion.copy).toEqual(inHome.bastion.copy);
  const whole = there('', shop({}, { copy: { home: '/home/operator/' } }));
  expect(whole.stack.bastion.copy).toEqual({ home: '/home/operator/' });
  expect(whole.unchanged).toMatchObject([{ what: '/home/operator' }]);
});

test('the database has another name wherever it is asked for by it', () => {
  const place = there('Set DATABASE_URL.');
  const name = serviceOf(place, 'database')?.environment['POSTGRES_DB'];
  expect(name).toMatch(/^elsewhere_/);
  expect(serviceOf(place, 'database')?.healthcheck?.test).toEqual(['pg_isready', '-U', 'owner', '-d', name]);
  expect(place.stack.bastion.environment['DATABASE_URL']).toBe(`postgres://app:other@database:5432/${name}`);
  expect(place.differs).toContainEqual({ kind: 'database', what: 'POSTGRES_DB of database', before: 'orders' });
});

test('passwords have other values, and the journal is told none', () => {
  const redis = { image: 'redis:7', command: ['redis-server', '--requirepass', 'hush'], run: 'redis --requirepass hush' };
  const app = {
    run: 'node app.js',
    environment: { REDIS_URL: 'redis://:hush@redis:6379/0', CACHE_PASSWORD: 'hush', DB: 'host=database password=s3cret' },
  };
  const place = there('Nothing is named.', shop({ redis, app }));
  const { REDIS_URL: url = '', CACHE_PASSWORD: secret = '', DB } = serviceOf(place, 'app')?.environment ?? {};
  expect(secret).toMatch(/^elsewhere_/);
  expect(url).toBe(`redis://:${secret}@redis:6379/0`);
  expect(serviceOf(place, 'redis')?.command).toEqual(['redis-server', '--requirepass', secret]);
  expect(serviceOf(place, 'redis')?.run?.command).toBe(`redis --requirepass ${secret}`);
  expect(DB).toBe(`host=database password=${serviceOf(place, 'database')?.environment['POSTGRES_PASSWORD']}`);
  expect(JSON.stringify([place.differs, place.unchanged])).not.toMatch(/hush|s3cret/);
});

test('one word in several meanings is changed in one of them', () => {
  const chat = {
    ...server,
    environment: { POSTGRES_USER: 'chat', POSTGRES_PASSWORD: 'secret', POSTGRES_DB: 'chat' },
    healthcheck: undefined as never,
  };
  const api = {
    run: 'node api.js',
    environment: { DATABASE_URL: 'postgres://chat:secret@chat/chat?sslmode=disable', LOGS: '/var/log/chat' },
  };
  const environment = serviceOf(there('Restart it.', shop({ database: chat, api })), 'api')?.environment;
  expect(environment?.['DATABASE_URL']).toMatch(/^postgres:\/\/chat:elsewhere_\w+@chat\/elsewhere_\w+\?sslmode=disable$/);
  expect(environment?.['LOGS']).toBe('/var/log/chat');
});

test('what the runbook names is declared', () => {
  const place = there('Connect to the database orders as in the vault.');
  expect(differsIn(place)).not.toContain('database POSTGRES_DB of database');
  expect(place.unchanged).toEqual([]);
});

test('in doubt nothing is renamed, and the reason is told', () => {
  const odd = { run: 'node app.js', environment: { TOPIC: 'orders' } };
  expect(there('', shop({ odd })).unchanged).toMatchObject([
    { what: 'POSTGRES_DB of database', why: 'it also stands in the environment of odd, `TOPIC`, and nobody can tell what it means there' },
  ]);
  const built = { run: 'node app.js', build: { context: '.', args: { DB_NAME: 'orders' } } };
  expect(there('', shop({ built })).unchanged).toMatchObject([{ what: 'POSTGRES_DB of database' }]);
  const held = { inFiles: new Map([['orders', 'it also stands in app/config.json']]) };
  expect(there('', shop(), held).unchanged).toEqual([{ what: 'POSTGRES_DB of database', why: 'it also stands in app/config.json' }]);
  expect(there('', shop(), { asked: ['{"query":"select from orders"}'] }).unchanged).toMatchObject([{ why: 'the scenario names it' }]);
  const signs = { ...server, environment: { ...server.environment, POSTGRES_PASSWORD: 'p@ss' } };
  expect(there('', shop({ database: signs })).unchanged).toMatchObject([{ what: 'POSTGRES_PASSWORD of database' }]);
});

test('who logs in as the superuser by a variable that is named logs in as somebody with less; a role that is named is who it is', () => {
  const place = there('Set PGHOST, PGUSER and PGPASSWORD.');
  expect(place.role).toMatchObject({ service: 'database', memberOf: ['pg_monitor', 'pg_signal_backend', 'app'] });
  expect(place.stack.bastion.environment).toMatchObject({ PGUSER: place.role?.name, PGPASSWORD: place.role?.password });
  expect(differsIn(place)).toContain('role owner of database');
  expect(there('Set PGUSER (owner).').role).toBeUndefined();
  expect(there('Set PGHOST.').role).toBeUndefined();
  const url = shop({}, { environment: { ADMIN_URL: 'postgres://owner:s3cret@database/orders' } });
  const { role, stack } = there('Use $ADMIN_URL.', url);
  expect(stack.bastion.environment['ADMIN_URL']).toMatch(
    new RegExp(`^postgres://${role?.name}:${role?.password}@database/elsewhere_\\w+$`),
  );
});

test('who shares the superuser with the application keeps it, and that is told', () => {
  const { role, unchanged } = there('Set PGUSER.', shop({ database: { ...server, roles: {} } }));
  expect(role).toBeUndefined();
  expect(unchanged).toMatchObject([{ what: 'owner of database', why: 'the application has no role of its own' }]);
});

test('files of images, mounts and copies are looked through, and those that the scenario names', async () => {
  const stack = shop({ app: { run: 'node app.js', mounts: [] } }, { copy: { ops: '/opt/shop/ops' } });
  mkdirSync(`${stack.folder}/ops`);
  symlinkSync('/', `${stack.folder}/ops/all`);
  symlinkSync('nowhere', `${stack.folder}/ops/latest`);
  writeFileSync(`${stack.folder}/ops/backup.sh`, 'pg_dump orders > /tmp/orders.sql\n');
  const scenario = {
    steps: [],
    variables: [],
    prepare: [],
    steadyState: [],
    never: [],
    recovered: [],
    goal: [],
    faults: [{ settings: { password: 's3cret' }, location }],
  };
  const { unchanged } = await planElsewhere({ stack, documents: [''], steps: [], scenario: scenario as never });
  expect(unchanged).toEqual([
    { what: 'POSTGRES_DB of database', why: 'it also stands in ops/backup.sh' },
    { what: 'POSTGRES_PASSWORD of database', why: 'the scenario names it' },
  ]);
});
