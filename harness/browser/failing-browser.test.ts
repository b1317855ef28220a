import { expect, test } from '@playwright/test';
import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ask } from '../drill/ask.ts';
import type { RunningStack } from '../engines/engine.ts';
import type { Answer } from '../model/operation.ts';
import { page } from '../operations/page.ts';
import { dialHere } from './testing/listener.ts';

/** Processes below this one, however deep, with their command lines. */
function below(pid: number): readonly { readonly pid: number; readonly line: string }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        if (Number(parent) !== pid) return [];
        const line = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), line }, ...below(Number(name))];
      } catch {
        return [];
      }
    });
}

/** Asks a page that never answers; does something to the browser when it has been asked. */
async function askThen(what: () => void, timeoutMs: number): Promise<Answer> {
  const server = createServer(what);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    return await ask(page, page.settings.parse(`http://localhost:${(server.address() as AddressInfo).port}/`), {
      stack: { dial: dialHere } as Pick<RunningStack, 'dial'> as RunningStack,
      timeoutMs,
      signal: new AbortController().signal,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function send(signal: NodeJS.Signals, named: RegExp): void {
  const found = below(process.pid).filter(({ line }) => named.test(line));
  if (found.length === 0) throw new Error(`unexpected absence of ${named.source}`);
  for (const { pid } of found) process.kill(pid, signal);
}

for (const [what, named, signal] of [
  ['that crashes', /remote-debugging-pipe(?!.*--type=)/, 'SIGKILL'],
  ['whose drawing processes crash', /--type=renderer/, 'SIGKILL'],
  ['whose driver is gone', /driver-main/, 'SIGKILL'],
  ['whose driver hangs', /driver-main/, 'SIGSTOP'],
] as const)
  test(`a browser ${what} is our trouble and never an answer, and the next question gets a new one`, async () => {
    await expect(askThen(() => send(signal, named), 3_000)).rejects.toThrow(/browser/);
    expect(await askThen(() => undefined, 300)).toMatchObject({ answered: false, error: 'the page did not answer within 300 ms' });
  });
