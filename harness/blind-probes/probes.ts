import type { Bench } from '../faults/testing/specimen.ts';
import type { Service } from '../model/stack.ts';

/** A kind of probe that people use, asked of a whole stack: green where every service that it fits answers. */
export interface KindOfProbe {
  readonly name: string;
  /** Undefined where it fits no service of the stack. */
  ask(bench: Bench): Promise<boolean | undefined>;
}

const limitMs = 2000;

/** From the blindest to the best but one; the last is what the specimen calls working. */
export const kindsOfProbe: readonly KindOfProbe[] = [
  {
    name: 'its process runs',
    ask: bench =>
      each(bench, async service => (await bench.stack.services.get(service.name)?.status({ health: false }))?.state === 'running'),
  },
  {
    name: 'its port accepts connections',
    ask: bench =>
      each(bench, async service => {
        const port = portOf(service);
        if (port === undefined) return undefined;
        return (
          (await bench.stack
            .dial(service.name, port, { timeoutMs: limitMs })
            .then(stream => stream.on('error', () => {}).destroy())
            .catch(() => undefined)) !== undefined
        );
      }),
  },
  {
    name: 'its health check (`pg_isready`, `PING`, `GET /`)',
    ask: bench =>
      each(bench, async ({ name, healthcheck }) => {
        const service = bench.stack.services.get(name);
        if (healthcheck === undefined || service === undefined) return undefined;
        const { status } = await service.exec([...healthcheck.test], { timeoutMs: limitMs }).catch(() => ({ status: 1 }));
        return status === 0;
      }),
  },
  {
    name: 'a simple question (`SELECT 1`, `GET key`)',
    ask: bench =>
      each(bench, async service => {
        const question = questionOf(service);
        return question === undefined ? undefined : (await bench.run(`timeout 2 ${question}`)).status === 0;
      }),
  },
];

/** Green where all that it fits are; undefined where it fits none. */
async function each(bench: Bench, ask: (service: Service) => Promise<boolean | undefined>): Promise<boolean | undefined> {
  const answers = (await Promise.all(bench.stack.spec.services.map(ask))).filter(answer => answer !== undefined);
  return answers.length === 0 ? undefined : answers.every(answer => answer);
}

function runs(service: Service): string {
  return service.run?.command ?? service.image ?? '';
}

function portOf(service: Service): number | undefined {
  if (runs(service).startsWith('postgres')) return 5432;
  if (runs(service).startsWith('redis')) return 6379;
  const [, port] = /localhost:(\d+)/.exec(service.healthcheck?.test.join(' ') ?? '') ?? [];
  return port === undefined ? undefined : Number(port);
}

/** In the app's role, over a new connection. */
function questionOf({ name, roles, ...service }: Service): string | undefined {
  const command = runs({ name, roles, ...service });
  if (command.startsWith('postgres'))
    return `env PGPASSWORD=secret PGCONNECT_TIMEOUT=2 psql -h ${name} -U ${roles['app'] ?? 'postgres'} -d postgres -Atc 'select 1'`;
  return command.startsWith('redis') ? `redis-cli -e -h ${name} get no-such-key` : undefined;
}
