import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

export interface Way {
  readonly id: string;
  readonly address: string;
  readonly port: number;
}

/** Runs a command in the network that is meant, with rights. */
export type RunThere = (argv: readonly string[], stdio: SpawnOptions['stdio']) => ChildProcess;

export const runHere: RunThere = (argv, stdio) => spawn(argv[0] ?? '', argv.slice(1), { stdio: stdio ?? 'ignore' });

/** Numbers of our rules and of the tables that they ask; the system's own are far from them. */
let made = 1000;

interface Open {
  readonly commands: readonly (readonly string[])[];
  readonly undo: readonly (readonly string[])[];
  readonly relay?: ChildProcess;
}

/**
 * Leads TCP to an address and port by another way, and nothing else that goes to or comes from that address. A rule by protocol and
 * port asks a routing table of its own, so that no packet filter is needed, which many machines lack.
 */
export class Redirects {
  readonly #run: RunThere;
  readonly #open = new Map<string, Open>();

  constructor(run: RunThere = runHere) {
    this.#run = run;
  }

  /** Sends what goes there to `via` instead, which must take it. What was connected before is reset as soon as it says something. */
  async detour({ id, address, port, via }: Way & { readonly via: string }): Promise<void> {
    const table = String(made++);
    await this.#add(id, [
      ['route', 'replace', address, 'via', via, 'table', table],
      ['rule', 'add', 'pref', table, 'to', `${address}/32`, 'ipproto', 'tcp', 'dport', String(port), 'lookup', table],
    ]);
  }

  /** Takes what comes in by such a way, and hands it on; what goes out from here still finds the address itself. */
  async capture({ id, address, port, to }: Way & { /** In socat's words. */ readonly to: string }): Promise<void> {
    const table = String(made++);
    const device = / dev (\S+)/.exec(await this.#say(['route', 'get', address]))?.[1] ?? 'lo';
    await this.close(id);
    this.#open.set(id, { commands: [], undo: [], relay: await this.#listen(address, port, to) });
    await this.#add(id, [
      ['route', 'replace', 'local', address, 'dev', 'lo', 'table', table],
      ['rule', 'add', 'pref', table, 'to', `${address}/32`, 'iif', device, 'ipproto', 'tcp', 'dport', String(port), 'lookup', table],
    ]);
  }

  /** A device that goes down takes its routes along, and does not bring them back. */
  async again(): Promise<void> {
    for (const { commands } of this.#open.values())
      for (const command of commands) if (command[0] === 'route') await this.#say(command).catch(() => {});
  }

  /** Fine when there is none. */
  async close(id: string): Promise<void> {
    const open = this.#open.get(id);
    if (open === undefined) return;
    this.#open.delete(id);
    if (open.undo.length > 0) await this.#all(open.undo, ['-force']).catch(() => {});
    const { relay } = open;
    if (relay === undefined || relay.exitCode !== null || relay.signalCode !== null) return;
    const ended = once(relay, 'exit');
    relay.kill('SIGKILL');
    await ended;
  }

  async #add(id: string, commands: readonly (readonly string[])[]): Promise<void> {
    const relay = this.#open.get(id)?.relay;
    const undo = commands.map(command => command.map(word => (word === 'add' || word === 'replace' ? 'del' : word)));
    this.#open.set(id, { commands, undo, ...(relay === undefined ? {} : { relay }) });
    try {
      await this.#all(commands);
    } catch (thrown) {
      await this.close(id);
      throw unsupported((thrown as Error).message);
    }
  }

  /** Listens on an address that is another machine's, and resolves when it does. */
  async #listen(address: string, port: number, to: string): Promise<ChildProcess> {
    const relay = this.#run(
      ['socat', '-d', '-d', '-t', '60', `TCP4-LISTEN:${port},bind=${address},ip-transparent,reuseaddr,backlog=128,fork`, to],
      ['ignore', 'ignore', 'pipe'],
    );
    let said = '';
    const listens = new Promise<void>(resolve => {
      relay.stderr?.setEncoding('utf8').on('data', (text: string) => {
        // Only its first words tell something; then it has a line for each connection.
        if (said.length < 4000) said += text;
        if (said.includes('listening on')) resolve();
      });
    });
    const ended = once(relay, 'close').then(() => {
      const why = / E (.*)/.exec(said)?.[1] ?? 'its relay ended';
      throw why.includes('in use') ? new Error(`something stands in the place of ${address}:${port} already`) : unsupported(why);
    });
    ended.catch(() => {});
    await Promise.race([listens, ended]);
    return relay;
  }

  /** In one go, for each start of a program costs milliseconds. */
  async #all(commands: readonly (readonly string[])[], options: readonly string[] = []): Promise<void> {
    await this.#say([...options, '-batch', '-'], `${commands.map(command => command.join(' ')).join('\n')}\n`);
  }

  async #say(words: readonly string[], input = ''): Promise<string> {
    const child = this.#run(['ip', '-4', ...words], ['pipe', 'pipe', 'pipe']);
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
    let [out, errors] = ['', ''];
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    const [status] = (await once(child, 'close')) as [number | null];
    if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${errors.trim() || `status ${status}`}`);
    return out;
  }
}

/** As a program says it that looks a name up. */
export function notFound(message: string): Error {
  return Object.assign(new Error(message), { code: 'ENOTFOUND' });
}

function unsupported(why: string): Error {
  return Object.assign(new Error(`this machine cannot lead connections elsewhere: ${why}`), { code: 'UNSUPPORTED' });
}
