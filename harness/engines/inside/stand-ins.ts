import { closeSync, chmodSync, constants, openSync, readlinkSync, write as writeCallback } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { CallerInput } from './caller-input.ts';
import type { Place } from './place.ts';
import { readProcess } from './process-table.ts';
import type { StandInRequest } from './protocol.ts';
import { typedInput } from './prelude.ts';

const write = promisify(writeCallback);

interface Open {
  readonly socket: Socket;
  readonly streams: readonly [number, number, number];
  readonly input: CallerInput;
  readonly poll: NodeJS.Timeout;
}

export const standInFolder = '/run/drillbook/bin';
const socketPath = '/run/drillbook/stand-ins.sock';

/**
 * The script that stands on PATH for an operator's tool. It says who it is and waits for its exit
 * status; the supervisor takes its standard streams from /proc, so that what runs for it uses them. It has what it runs on its own command
 * line, as the real tools have: of signals that its own `pkill -f` sends it takes no notice, as sudo(8) does; SIGKILL ends it, as it ends sudo.
 * What was taken of its input is taken from who comes after it, too (caller-input.ts).
 */
export function clientScript(tool: string): string {
  return `#!/bin/bash
case " $* " in *pkill*|*killall*) trap '' HUP INT QUIT TERM USR1 USR2;; esac
tty=0; [ -t 1 ] && tty=1
answer=$({ printf '%s\\0' "$$" "$tty" "$PWD" ${tool} "$#" "$@"; env -0; printf '\\0\\0end'; } | socat -t 864000 - UNIX-CONNECT:${socketPath})
taken=\${answer#* }
[ "\${taken:-0}" = 0 ] || /usr/bin/head -c "$taken" >/dev/null
answer=\${answer%% *}
exit "\${answer:-125}"
`;
}

/** Takes the calls of stand-ins on the bastion. */
export class StandIns {
  readonly #onCall: (request: StandInRequest) => void;
  readonly #onGone: (call: number) => void;
  readonly #open = new Map<number, Open>();
  #calls = 0;

  constructor(onCall: (request: StandInRequest) => void, onGone: (call: number) => void) {
    this.#onCall = onCall;
    this.#onGone = onGone;
  }

  listen(place: Place): void {
    const server = createServer({ allowHalfOpen: true }, socket => {
      let text = '';
      socket.on('error', () => {});
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
        if (text.endsWith('\0\0\0end')) this.#begin(place, socket, text.slice(0, -6));
      });
    });
    server.listen(`${place.root}${socketPath}`, () => chmodSync(`${place.root}${socketPath}`, 0o666));
  }

  streams(call: number): readonly [number, number, number] {
    const open = this.#open.get(call);
    if (open === undefined) throw new Error('the caller has gone');
    return open.streams;
  }

  /** Where in its file the caller's input begins. */
  inputStart(call: number): number | undefined {
    return this.#open.get(call)?.input.start;
  }

  async write(call: number, stream: 'stdout' | 'stderr', text: string | Buffer): Promise<void> {
    const bytes = Buffer.from(text);
    const descriptor = this.streams(call)[stream === 'stdout' ? 1 : 2];
    for (let at = 0; at < bytes.length;) at += (await write(descriptor, bytes, at)) as unknown as number;
  }

  /** `readsAhead`: the tool has read whatever there was, also where the command at its other end did not want it. */
  end(call: number, status: number, readsAhead = false): void {
    const open = this.#open.get(call);
    if (open === undefined) return;
    const taken = open.input.taken(readsAhead);
    this.#forget(call, open);
    open.socket.end(`${status} ${taken}\n`);
  }

  #begin(place: Place, socket: Socket, text: string): void {
    const [pid = '', tty, cwd = '/', tool = '', count, ...rest] = text.split('\0');
    const call = this.#calls++;
    const argv = rest.slice(0, Number(count));
    const environment = Object.fromEntries(
      rest
        .slice(Number(count))
        .filter(entry => entry.includes('='))
        .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
    );
    const client = place.pidOf(Number(pid));
    if (client === undefined) return void socket.destroy();
    const streams = [
      open(client, 0, constants.O_RDONLY),
      open(client, 1, constants.O_WRONLY),
      open(client, 2, constants.O_WRONLY),
    ] as const;
    const poll = setInterval(() => {
      const entry = readProcess(client);
      if (entry !== undefined && entry.state !== 'Z') return;
      const gone = this.#open.get(call);
      if (gone !== undefined) this.#forget(call, gone);
      socket.destroy();
      this.#onGone(call);
    }, 50);
    this.#open.set(call, { socket, streams, input: new CallerInput(client, streams[0]), poll });
    this.#onCall({ call, tool, argv, cwd, environment, tty: tty === '1', refusedAtTerminal: isHalfRedirected(client) });
  }

  #forget(call: number, { poll, streams }: Open): void {
    clearInterval(poll);
    this.#open.delete(call);
    for (const descriptor of streams) closeSync(descriptor);
  }
}

/**
 * Whether a process reads a pipe or a file and writes to what the shell itself writes to (251, see prelude.ts). A block's own input is
 * nothing, or the file of what a person types. One whose descriptors cannot be told is not taken for it.
 */
function isHalfRedirected(pid: number): boolean {
  const [input, output, own] = [0, 1, 251].map(descriptor => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
    } catch {
      return undefined;
    }
  });
  return input !== undefined && own !== undefined && output === own && input !== '/dev/null' && !input.endsWith(typedInput);
}

/** A stream that is closed, or cannot be opened a second time, is replaced by nothing. */
function open(pid: number, descriptor: number, flags: number): number {
  try {
    return openSync(`/proc/${pid}/fd/${descriptor}`, flags | (descriptor === 0 ? 0 : constants.O_APPEND));
  } catch {
    return openSync('/dev/null', flags);
  }
}
