import { cache, stackOf } from '../../engines/testing/stack-of.ts';
import type { Stack } from '../../model/stack.ts';
import type { Bench } from './specimen.ts';

/** A Redis server, `cache`, with settings as on its command line. */
export function redisStack(...settings: readonly string[]): Stack {
  return stackOf({
    cache:
      settings.length === 0
        ? cache
        : { ...cache, command: ['redis-server', ...settings], run: `redis ${settings.map(word => (word === '' ? "''" : word)).join(' ')}` },
  });
}

/** A line for the shell: redis-cli with little patience; what follows is shell text. */
export function redisCli(words: string): string {
  return `timeout 2 redis-cli -h cache ${words}`;
}

/** Whether a client can write a key and read it back. */
export async function writesAndReadsKey({ run }: Bench): Promise<boolean> {
  const { stdout } = await run(`${redisCli('set page:home welcome')} && ${redisCli('get page:home')}`);
  return stdout === 'OK\nwelcome\n';
}

/** Asks again and again, as a watchdog does, until the stack ends. */
export function everyMoment(line: string): (bench: Bench) => Promise<void> {
  return async ({ must }) => void (await must(`while true; do ${line}; sleep 0.1; done >/tmp/watchdog.log 2>&1 &`));
}

/** Whether a job that is put into the list `jobs` is done within a second: its worker then sets `done:<job>`. */
export async function aJobIsDone({ run }: Bench): Promise<boolean> {
  const { stdout } = await run(
    `job=job-$(date +%s%N); ${redisCli('lpush jobs "$job"')} >/dev/null; for i in 1 2 3 4 5 6 7 8; do [ "$(${redisCli('get "done:$job"')})" = 1 ] && echo done && break; sleep 0.1; done`,
  );
  return stdout === 'done\n';
}
