import { stackOf } from '../../engines/testing/stack-of.ts';
import { everyMoment } from '../testing/redis.ts';
import type { Bench, Specimen } from '../testing/specimen.ts';
import { app, databaseWithApp, operator, prepareApp } from '../testing/stacks.ts';

const requeue = app(`"update jobs set state = 'waiting', owner = null where state = 'running' and since < now() - interval '1 hour'"`);

async function prepare(bench: Bench): Promise<void> {
  await prepareApp(bench);
  await bench.must(
    operator(
      `"create table jobs (id int primary key, state text, owner text, since timestamptz)" -c "alter table jobs owner to app" -c "insert into jobs values (7, 'done'), (8, 'done')"`,
    ),
  );
  // Its worker.
  await everyMoment(app(`"update jobs set state = 'done' where state = 'waiting'"`))(bench);
}

export const jobStuck: Specimen = {
  kind: 'job.stuck',
  settings: {
    sql: {
      service: 'database',
      put: "update jobs set state = 'running', owner = 'worker-3', since = '${since}' where id = 7",
      remaining: "select count(*) from jobs where id = 7 and state = 'running' and owner = 'worker-3'",
      undo: "update jobs set state = 'done', owner = null, since = null where id = 7 and state = 'running' and owner = 'worker-3'",
    },
    age: '3h',
  },
  stack: () => stackOf({ database: databaseWithApp }),
  prepare,
  // Asks for it once more, which is refused to who asks for what is being worked on, and waits for it.
  works: async ({ run }) =>
    (
      await run(
        app(
          `"update jobs set state = 'waiting' where id = 7 and state = 'done'" -c "do 'begin for i in 1..20 loop exit when (select state from jobs where id = 7) <> ''waiting''; perform pg_sleep(0.05); end loop; end'" -c "select state from jobs where id = 7"`,
        ),
      )
    ).stdout.endsWith('done\n'),
  mend: async ({ must }) => void (await must(requeue)),
  blunt: [{ where: 'somebody takes back jobs whose worker has been silent for long', prepare: everyMoment(requeue) }],
};
