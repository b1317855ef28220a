import type { Bench } from './specimen.ts';
import { app, operator, prepareApp } from './stacks.ts';

/** The app's table with many rows, each found by its text: by the index `messages_text`, or not at all in time. */
export async function prepareManyRows(bench: Bench): Promise<void> {
  await prepareApp(bench);
  await bench.must(
    operator(
      `"insert into messages select i, 'm' || i from generate_series(1, 50000) i" -c "create index messages_text on messages (text)" -c "analyze messages"`,
    ),
  );
}

/** A thousand look-ups: some ten milliseconds with an index, many seconds without one. */
export async function findsQuickly({ run }: Bench): Promise<boolean> {
  const { status } = await run(
    app(
      `"set statement_timeout = 1500" -c "do 'begin for i in 1..1000 loop perform from messages where text = ''m'' || i; end loop; end'"`,
    ),
  );
  return status === 0;
}
