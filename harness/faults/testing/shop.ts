import { stackOf, webService } from '../../engines/testing/stack-of.ts';
import type { Stack } from '../../model/stack.ts';
import type { Bench } from './specimen.ts';

/** On connections that stay open, as most clients of servers have them; its own check of the upstream goes on all the time. */
const shop = `
const http = require('http');
const agent = new http.Agent({ keepAlive: true });
const ask = (path, done) => http.get({ host: 'payments', port: 8080, path, agent, timeout: 900 }, answer => {
  let text = '';
  answer.on('data', piece => (text += piece)).on('end', () => done(answer.statusCode, text)).on('error', () => done(0, ''));
}).on('timeout', function () { this.destroy(new Error('late')); }).on('error', error => done(0, error.message));
setInterval(() => ask('/ping', () => {}), 200);
http.createServer((request, reply) => {
  if (request.url === '/health') return reply.end('ok');
  ask('/v1/charges', (status, text) => {
    let paid = false;
    try { paid = status === 200 && JSON.parse(text).paid === true; } catch {}
    reply.writeHead(paid ? 200 : 502).end(paid ? 'paid' : 'not paid: ' + status + ' ' + text);
  });
}).listen(8080);`;

const payments = `require('http').createServer((request, reply) => { reply.setHeader('content-type', 'application/json'); reply.end('{"paid":true}'); }).listen(8080);`;

/** `shop`, which asks `payments` for each purchase. */
export function shopAndPayments(): Stack {
  const service = (program: string) => ({
    ...webService('', 8080),
    run: `node -e ${JSON.stringify(program.replaceAll('\n', ' ')).replaceAll('$', '\\$')}`,
    expose: [8080],
  });
  const asked = service(shop);
  return stackOf({
    payments: service(payments),
    shop: { ...asked, healthcheck: { ...asked.healthcheck!, test: ['curl', '-sf', 'http://localhost:8080/health'] } },
  });
}

/** Whether somebody can buy something. */
export async function sells({ run }: Bench): Promise<boolean> {
  return (await run('curl -sf -m 2 http://shop:8080/buy')).stdout === 'paid';
}

export const shopIsStopped = {
  where: 'the service that asks does not run',
  prepare: async ({ stack }: Bench) => await stack.services.get('shop')?.can.process?.stop(),
  restore: async ({ stack }: Bench) => await stack.services.get('shop')?.can.process?.start(),
  unserved: true,
} as const;
