import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../support/harness-error.ts';
import type { FromDriver, ProxyAddress, Seen, ToDriver, Visit } from './protocol.ts';

/** One browser, in a process of its own. */
export interface OpenBrowser {
  /** Makes a visit; what it tells comes to the listener until `leave` is called. */
  visit(visit: Visit, proxy: ProxyAddress, timeoutMs: number, listener: VisitListener): { leave(): void };
  /** Ends it at once: it does not do its work any more. */
  kill(): void;
}

export interface VisitListener {
  began(): void;
  seen(seen: Seen): void;
  failed(error: HarnessError): void;
}

/** A browser that nobody has asked for so long is closed; rounds come more often. */
const idleMs = 5_000;
const startMs = 60_000;

let current: { readonly executable: string; readonly browser: Promise<OpenBrowser> } | undefined;

/**
 * The browser of this process, started when there is none. It closes itself when it is not used any more, and when this process is gone.
 * @throws {HarnessError} `browser-failed` when it does not start.
 */
export async function openBrowser(executable: string): Promise<OpenBrowser> {
  if (current?.executable !== executable) {
    const browser = start(executable, () => {
      if (current?.browser === browser) current = undefined;
    });
    current = { executable, browser };
  }
  return await current.browser;
}

function start(executable: string, gone: () => void): Promise<OpenBrowser> {
  const child = fork(program(), [executable], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // A terminal's Ctrl-C and a runner's end of a process group are not for it: it ends with the line to this process.
    detached: true,
    env: { PATH: process.env['PATH'] ?? '', ...(process.env['TMPDIR'] === undefined ? {} : { TMPDIR: process.env['TMPDIR'] }) },
  });
  const listeners = new Map<number, VisitListener>();
  let visits = 0;
  let idle: NodeJS.Timeout | undefined;
  const use = (): void => {
    child.ref();
    child.channel?.ref();
    clearTimeout(idle);
  };
  const rest = (): void => {
    if (listeners.size > 0) return;
    child.unref();
    child.channel?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => {
      gone();
      if (child.connected) child.disconnect();
    }, idleMs).unref();
  };
  return new Promise<OpenBrowser>((resolve, reject) => {
    const ended = (why: string): void => {
      gone();
      clearTimeout(idle);
      clearTimeout(late);
      const error = failed(why);
      reject(error);
      for (const listener of listeners.values()) listener.failed(error);
      listeners.clear();
    };
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      ended(`the browser did not start within ${startMs} ms`);
    }, startMs);
    child.on('error', error => ended(error.message));
    child.on('exit', (code, signal) => ended(`the browser has ended (${signal ?? `status ${code}`})`));
    child.on('message', (message: FromDriver) => {
      if (message.type === 'ready') {
        clearTimeout(late);
        rest();
        resolve(browser);
      } else if (message.type === 'failed') ended(message.message);
      else tell(listeners.get(message.id), message);
    });
    const browser: OpenBrowser = {
      visit(visit, proxy, timeoutMs, listener) {
        const id = visits++;
        listeners.set(id, listener);
        use();
        send(child, { type: 'visit', id, visit, proxy, timeoutMs });
        return {
          leave() {
            if (!listeners.delete(id)) return;
            send(child, { type: 'leave', id });
            rest();
          },
        };
      },
      kill() {
        gone();
        child.kill('SIGKILL');
      },
    };
  });
}

function tell(listener: VisitListener | undefined, message: Exclude<FromDriver, { type: 'ready' | 'failed' }>): void {
  if (message.type === 'began') listener?.began();
  else if (message.type === 'seen') listener?.seen(message.seen);
  else if (message.code === 'browser-failed') listener?.failed(failed(message.message));
  else listener?.failed(new HarnessError(message.code, message.message, 'Correct the selector in the scenario.'));
}

function send(child: ChildProcess, message: ToDriver): void {
  if (child.connected) child.send(message, () => undefined);
}

function failed(why: string): HarnessError {
  return new HarnessError('browser-failed', `the browser could not do its work: ${why}`, 'Run `drillbook doctor`, and drill again.');
}

/** The compiled one, also where this file runs from its source (tests). */
function program(): string {
  const places = ['./driver-main.js', '../../dist/browser/driver-main.js'].map(path => fileURLToPath(new URL(path, import.meta.url)));
  const found = places.find(path => existsSync(path));
  if (found === undefined)
    throw new HarnessError('not-built', `the program that drives the browser is not compiled (${places[0]})`, 'Run `npm run build` once.');
  return found;
}
