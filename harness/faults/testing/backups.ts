import type { Bench } from './specimen.ts';
import { operator, prepareApp } from './stacks.ts';

const login = 'PGPASSWORD=secret';

/** The app's table with a hundred rows, and `/tmp/backups/db.sql` on the bastion, from which it can be restored; `/tmp/archive/db.sql` has only the first. */
export async function prepareBackups(bench: Bench): Promise<void> {
  await prepareApp(bench);
  await bench.must(`mkdir -p /tmp/backups /tmp/archive; ${operator(`"insert into messages values (1, 'm1')"`)}`);
  await backUp(bench, '/tmp/archive/db.sql');
  await bench.must(operator(`"insert into messages select i, 'm' || i from generate_series(2, 100) i"`));
  await backUp(bench);
}

/** What an operator does who finds that the backup is no good. */
export async function backUp({ must }: Bench, path = '/tmp/backups/db.sql'): Promise<void> {
  await must(`${login} pg_dump -h database -U postgres -t messages postgres > ${path}`);
}

/** Restores into a database of its own, as a runbook does that does not look: whether all rows came. */
export async function restoresAll({ run }: Bench): Promise<boolean> {
  const scratch = `${login} psql -h database -U postgres -d scratch -XqAt`;
  const { stdout } = await run(
    `${operator('"drop database if exists scratch" -c "create database scratch"')}; ${scratch} -f /tmp/backups/db.sql >/dev/null 2>&1; ${scratch} -c 'select count(*) from messages'`,
  );
  return stdout.trim() === '100';
}
