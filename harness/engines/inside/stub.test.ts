import { once } from 'node:events';
import { createServer, request as ask } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { Stub } from './stub.ts';

test('a request that is passed on is answered by a server that answers before it has read the request', async () => {
  const server = createServer((_, answer) => answer.end('real')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stub = new Stub({ say: 'nothing', afterMs: 0, path: '/other', share: 1, look: 'none' });
  const port = await stub.listen({ host: '127.0.0.1' }, { address: '127.0.0.1', port: (server.address() as AddressInfo).port });
  try {
    for (let round = 0; round < 50; round++) expect(await sendTo(port, 'a'.repeat(500_000))).toBe('real');
  } finally {
    stub.close();
    server.close();
  }
});

async function sendTo(port: number, body: string): Promise<string> {
  const asked = ask({ host: '127.0.0.1', port, method: 'POST', path: '/v1', agent: false });
  const answered = new Promise<string>((resolve, reject) => {
    asked.on('error', reject).on('response', answer => {
      let text = '';
      answer
        .setEncoding('utf8')
        .on('data', (more: string) => (text += more))
        .on('end', () => resolve(text))
        .on('error', reject);
    });
  });
  asked.end(body);
  return answered;
}
