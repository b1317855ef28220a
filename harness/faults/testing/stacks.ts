import { database } from '../../engines/testing/stack-of.ts';
import type { Bench } from './specimen.ts';

/** A server on which the app has a role of its own, `app`; the operator is `postgres`. */
export const databaseWithApp = { ...database, roles: { app: 'app', operator: 'postgres' } } as const;

/** The app's role, and its table `messages (id int primary key, text text)`. */
export async function prepareApp({ must }: Bench): Promise<void> {
  await must(
    operator(
      `"create role app login password 'secret'" -c "create table messages (id int primary key, text text)" -c "alter table messages owner to app"`,
    ),
  );
}

/** A line for the shell: psql as the operator; what follows is shell text. */
export function operator(words: string): string {
  return psql('postgres', words);
}

/** The same as the app, with little patience. */
export function app(words: string): string {
  return psql('app', words);
}

/** Whether the app can write a row and read it back. */
export async function writesAndReads({ run }: Bench): Promise<boolean> {
  const { status, stdout } = await run(
    app(
      `"set statement_timeout = 1000" -c "insert into messages values (1, 'x') on conflict (id) do update set text = excluded.text" -c "select text from messages where id = 1"`,
    ),
  );
  return status === 0 && stdout.trimEnd().endsWith('x');
}

function psql(role: string, words: string): string {
  return `PGPASSWORD=secret PGCONNECT_TIMEOUT=2 psql -h database -U ${role} -d postgres -v ON_ERROR_STOP=1 -XqAt -c ${words}`;
}

/** Ends the sessions that are idle in a transaction, as an operator does who found them in pg_stat_activity. */
export async function endForgotten({ must }: Bench): Promise<void> {
  await must(operator(`"select pg_terminate_backend(pid) from pg_stat_activity where state = 'idle in transaction'"`));
}
