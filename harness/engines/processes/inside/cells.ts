import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { cellScript } from './cell-script.ts';
import type { EnterOptions, Place } from '../../inside/place.ts';
import { innerPid, processTable, send, treeOf } from '../../inside/process-table.ts';
import type { CellSpec, NetworkSpec } from './protocol.ts';

export interface Cell {
  readonly spec: CellSpec;
  /** Its process 1, as the supervisor sees it. */
  readonly init: number;
  /** Its root, as the supervisor sees it. */
  readonly root: string;
}

interface CellOptions extends EnterOptions {
  /** Put a small init in front, which adopts what the command leaves behind and is never stopped with it. */
  readonly withInit?: boolean;
}

/** All cells, and the user namespace without rights that their processes share. */
export class Cells {
  readonly #cells = new Map<string, Cell>();
  readonly #processes: number;
  #user = -1;
  #userHolder = 0;

  constructor(processes: number) {
    this.#processes = processes;
  }

  /** Makes the user namespace for services and steps: one uid, no rights, no further namespaces. */
  async open(): Promise<void> {
    const child = spawn(
      'unshare',
      [
        '-U',
        '--map-user=1000',
        '--map-group=1000',
        '--keep-caps',
        'sh',
        '-c',
        'echo 0 > /proc/sys/user/max_user_namespaces; echo ready; exec setpriv --inh-caps=-all --ambient-caps=-all --bounding-set=-all sleep infinity',
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await firstLine(child, 'user namespace');
    this.#userHolder = child.pid ?? 0;
    this.#user = openSync(`/proc/${this.#userHolder}/ns/user`, 'r');
  }

  async make(spec: CellSpec, networks: readonly NetworkSpec[]): Promise<void> {
    const namespaces = ['-m', '-p', '-i', '-u', ...(spec.sharesNetwork ? [] : ['-n'])];
    const network = openSync('/proc/self/ns/net', 'r');
    const child = spawn(
      'unshare',
      [...namespaces, '-f', '--kill-child', '--propagation', 'private', 'sh', '-c', cellScript(spec, networks)],
      {
        stdio: ['ignore', 'inherit', 'inherit', 'ignore', 'ignore', 'ignore', 'ignore', network, 'pipe', this.#user],
      },
    );
    closeSync(network);
    await firstLine(child, `cell ${spec.name}`, 8);
    const init = treeOf(child.pid ?? 0)[1]?.pid;
    if (init === undefined) throw new Error(`the cell ${spec.name} ended at once`);
    const cell: Cell = { spec, init, root: `/proc/${init}/root` };
    for (const file of spec.files) this.writeFile(cell, file.path, file.text, file.mode);
    this.#cells.set(spec.name, cell);
  }

  get(name: string): Cell {
    const cell = this.#cells.get(name);
    if (cell === undefined) throw new Error(`unexpected cell "${name}", expected one of ${[...this.#cells.keys()].join(', ')}`);
    return cell;
  }

  get all(): readonly Cell[] {
    return [...this.#cells.values()];
  }

  /** Kills what runs in a cell, but for its first process. */
  endAll(cell: Cell): void {
    const namespace = readlinkSync(`/proc/${cell.init}/ns/pid`);
    for (const { pid } of processTable()) {
      try {
        if (pid !== cell.init && readlinkSync(`/proc/${pid}/ns/pid`) === namespace) send(pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
  }

  writeFile(cell: Cell, path: string, text: string, mode: number): void {
    mkdirSync(cell.root + dirname(path), { recursive: true });
    writeFileSync(cell.root + path, text, { mode });
  }

  /** Starts a command in a cell, without rights and with limits. */
  enter(name: string, argv: readonly string[], options: CellOptions): ChildProcess {
    const cell = this.get(name);
    const chain = [
      '/usr/bin/prlimit',
      `--nproc=${this.#processes}`,
      '--core=0',
      '--',
      '/usr/bin/nsenter',
      '-t',
      String(cell.init),
      '-m',
      '-p',
      '-n',
      '-i',
      '-u',
      `--user=/proc/${this.#userHolder}/ns/user`,
      '--preserve-credentials',
      '--',
      '/usr/bin/setpriv',
      '--no-new-privs',
      '--inh-caps=-all',
      '--bounding-set=-all',
      '--',
      ...(options.withInit ? ['/usr/bin/tini', '-s', '--'] : []),
      // The folder is looked up inside the cell.
      '/bin/sh',
      '-c',
      'cd "$0" && exec "$@"',
      options.cwd,
      ...argv,
    ];
    const [command = '', ...rest] = chain;
    return spawn(command, rest, { env: { ...options.environment }, stdio: options.stdio ?? 'ignore', detached: true });
  }

  /** The cell as a shell and stand-ins see it. */
  place(name: string): Place {
    const cell = this.get(name);
    return {
      root: cell.root,
      // nsenter.
      wrappers: 1,
      enter: (argv, options) => this.enter(name, argv, options),
      pidOf: inner => outerPid(cell, inner),
    };
  }

  /** Runs a command in a cell's network and mounts *with* rights; for the supervisor's own work. */
  enterWithRights(
    name: string,
    argv: readonly string[],
    stdio: SpawnOptions['stdio'],
    namespaces: readonly string[] = ['-n'],
  ): ChildProcess {
    return spawn('nsenter', ['-t', String(this.get(name).init), ...namespaces, '--', ...argv], { stdio: stdio ?? 'ignore' });
  }
}

/** The process that has this pid in the cell's own namespace. */
function outerPid(cell: Cell, inner: number): number | undefined {
  const namespace = readlinkSync(`/proc/${cell.init}/ns/pid`);
  return processTable().find(entry => {
    if (entry.name.startsWith('nsenter') || innerPid(entry.pid) !== inner) return false;
    try {
      return readlinkSync(`/proc/${entry.pid}/ns/pid`) === namespace;
    } catch {
      return false;
    }
  })?.pid;
}

/** Waits for the first line of a stream of the child; fails with the reason when the child ends before. */
async function firstLine(child: ChildProcess, what: string, stream = 1): Promise<void> {
  const out = child.stdio[stream];
  if (!out || !('on' in out)) throw new Error(`no stream ${stream} for ${what}`);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${what} could not be made (status ${String(code)})`);
  });
  await Promise.race([once(out, 'data'), ended]);
  ended.catch(() => {});
}
