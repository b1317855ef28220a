import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Stack } from '../../model/stack.ts';
import type { Bench } from './specimen.ts';

/** Many packets. */
const page = 40_000;

/** `client`, which asks `web` on port 8080 for a page of many packets. */
export function clientAndWeb(): Stack {
  return stackOf({
    web: {
      ...webService('hello', 8080),
      run: `node -e "require('http').createServer((request, answer) => answer.end('x'.repeat(${page}))).listen(8080)"`,
      expose: [8080],
    },
    client: { run: 'sleep infinity' },
  });
}

/** Whether the client gets the whole page, over a new connection. */
export async function clientIsServed({ stack }: Bench): Promise<boolean> {
  const answer = await stack.services.get('client')?.exec(['curl', '-sf', '-m', '1', 'http://web:8080/']);
  return answer?.status === 0 && answer.stdout.length === page;
}

/** As `docker network disconnect` and `connect` do: the client gets another line to the others. */
export async function plugClientInAgain({ stack }: Bench): Promise<void> {
  const network = stack.services.get('client')?.can.network;
  await network?.disconnect('default');
  await network?.connect('default');
}

/** Where nobody listens. */
export const webIsStopped = {
  where: 'the service at the other end is stopped',
  prepare: async ({ stack }: Bench) => await stack.services.get('web')?.can.process?.stop(),
  restore: async ({ stack }: Bench) => await stack.services.get('web')?.can.process?.start(),
  unserved: true,
} as const;
