import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Socket } from 'node:net';
import { cellPath } from './cell-path.ts';
import { Cells } from './cells.ts';
import { dial } from './dial.ts';
import { EditedFiles } from './edited-files.ts';
import { execIn } from '../../inside/exec.ts';
import { fillWith, usageOf } from '../../inside/fill.ts';
import { guardMemory } from './memory-guard.ts';
import { Networks } from './networks.ts';
import { Pipes } from '../../inside/pipes.ts';
import type { CallName, Calls, FromSupervisor, SandboxSpec, ToSupervisor } from './protocol.ts';
import { Relays } from '../../inside/relays.ts';
import { Shell } from '../../inside/shell.ts';
import { SlowPaths } from './slow-path.ts';
import { clientScript, standInFolder, StandIns } from '../../inside/stand-ins.ts';
import { Unit } from './units.ts';
import { mountVolumes } from './volumes.ts';

/**
 * Process 1 of a sandbox: it makes cells, runs services in them and does what the engine asks over the
 * channel. It ends when the channel closes, and everything inside ends with it.
 */
type Answers = { [N in CallName]: (params: Calls[N]['in'], signal: AbortSignal) => Calls[N]['out'] | Promise<Calls[N]['out']> };

const pipes = new Pipes('/tmp/pipes');
const units = new Map<string, Unit>();
const shells = new Map<number, Shell>();
const running = new Map<number, AbortController>();
let sandbox:
  | {
      readonly spec: SandboxSpec;
      readonly cells: Cells;
      readonly networks: Networks;
      readonly relays: Relays;
      readonly standIns: StandIns;
      readonly slowPaths: SlowPaths;
    }
  | undefined;

const answers: Omit<Answers, 'dial'> = {
  async setup(spec) {
    const cells = new Cells(spec.limits.processes);
    const networks = new Networks(cells, spec.networks);
    writeFileSync('/proc/sys/net/ipv4/ip_unprivileged_port_start', '0');
    await Promise.all([networks.makeBridges(), cells.open()]);
    mountVolumes(spec.volumes);
    await Promise.all(spec.cells.map(cell => cells.make(cell, spec.networks)));
    await networks.plugAll();
    const editedFiles = new EditedFiles(spec.editedFiles, (cell, path) => cellPath(cells.get(cell).root, path));
    const standIns = new StandIns(
      request => {
        // What the tool acts on may read a file that the operator has just written.
        editedFiles.carryOver();
        tell({ event: 'standIn', ...request });
      },
      call => tell({ event: 'standInGone', call }),
    );
    for (const cell of cells.all.filter(({ spec: { sharesNetwork } }) => sharesNetwork)) {
      for (const tool of spec.standIns) cells.writeFile(cell, `${standInFolder}/${tool}`, clientScript(tool), 0o755);
      standIns.listen(cells.place(cell.spec.name));
    }
    const relays = new Relays(
      spec.relays,
      name => unit(name).running,
      relay => networks.addressOf(unit(relay.unit).spec.cell),
    );
    for (const { cell, cwd } of spec.units) mkdirSync(cellPath(cells.get(cell).root, cwd), { recursive: true });
    for (const unitSpec of spec.units)
      units.set(
        unitSpec.name,
        new Unit(unitSpec, cells, pipes, {
          onChange: () => relays.update(),
          beforeStart: () => editedFiles.mountAnew(unitSpec.name),
        }),
      );
    sandbox = { spec, cells, networks, relays, standIns, slowPaths: new SlowPaths(cells, networks) };
    writeNames();
    guardMemory(spec.limits.memoryBytes, endLoudly);
  },
  unitStart: ({ unit: name }) => unit(name).start(),
  unitStop: ({ unit: name, signal, graceMs }) => unit(name).stop(signal, graceMs),
  unitSignal: ({ unit: name, signal }) => unit(name).signal(signal),
  unitPause: ({ unit: name, paused }) => unit(name).pause(paused),
  unitStatus: ({ unit: name }) => unit(name).status(),
  unitStates: ({ unit: name }) => unit(name).states(),
  unitLog: ({ unit: name, sinceMs }) => unit(name).log(sinceMs),
  exec(request, signal) {
    const { cells, spec, standIns } = ready();
    return execIn(cells.place(request.cell), pipes, request, {
      outputBytes: spec.limits.outputBytes,
      signal,
      ...(request.streamsOf === undefined ? {} : { streams: standIns.streams(request.streamsOf) }),
    });
  },
  shellOpen({ environment, cwd }) {
    const { cells, spec } = ready();
    const id = shells.size;
    const cell = cells.all.find(({ spec: { sharesNetwork } }) => sharesNetwork)?.spec.name ?? '';
    shells.set(
      id,
      new Shell(cells.place(cell), pipes, {
        environment,
        cwd,
        outputBytes: spec.limits.outputBytes,
        tell: (stream, text) => tell({ event: 'output', shell: id, stream, text }),
      }),
    );
    return id;
  },
  shellRun: (request, signal) => shell(request.shell).run(request, signal),
  shellClose: ({ shell: id }) => shell(id).close(),
  async networkSet({ cell, network, connected, names }) {
    const { networks, relays } = ready();
    await networks.set(cell, network, connected, names);
    writeNames();
    relays.update();
  },
  networkDelay: ({ cell, peer, delayMs }) => ready().slowPaths.set(cell, peer, delayMs),
  volumeUsage: ({ cell, path }) => usageOf(inCell(cell, path)),
  volumeFill: ({ cell, path, files }) => fillWith(files.map(file => inCell(cell, `${path}/${file}`))),
  fileRead: ({ cell, path }) => readFileSync(inCell(cell, path)),
  fileWrite({ cell, path, content }) {
    mkdirSync(dirname(inCell(cell, path)), { recursive: true });
    writeFileSync(inCell(cell, path), content);
  },
  fileRemove: ({ cell, path }) => rmSync(inCell(cell, path), { recursive: true, force: true }),
  fileExists: ({ cell, path }) => existsSync(inCell(cell, path)),
  standInWrite: ({ call, stream, text }) => ready().standIns.write(call, stream, text),
  standInEnd: ({ call, status }) => ready().standIns.end(call, status),
  abort: ({ request }) => running.get(request)?.abort(),
};

function ready(): NonNullable<typeof sandbox> {
  if (sandbox === undefined) throw new Error('the sandbox is not set up');
  return sandbox;
}

function unit(name: string): Unit {
  const found = units.get(name);
  if (found === undefined) throw new Error(`unexpected service "${name}", expected one of ${[...units.keys()].join(', ')}`);
  return found;
}

function shell(id: number): Shell {
  const found = shells.get(id);
  if (found === undefined) throw new Error(`no shell ${id}`);
  return found;
}

/** A path of a cell, as the supervisor reaches it. */
function inCell(cell: string, path: string): string {
  return cellPath(ready().cells.get(cell).root, path);
}

function writeNames(): void {
  const { cells, networks } = ready();
  networks.writeNames((name, text) => {
    const root = name === undefined ? '' : cells.get(name).root;
    writeFileSync(`${root}/etc/hosts.new`, text);
    renameSync(`${root}/etc/hosts.new`, `${root}/etc/hosts`);
  });
}

function endLoudly(message: string): void {
  process.send?.({ event: 'fatal', message } satisfies FromSupervisor, () => process.exit(1));
}

function tell(message: FromSupervisor, socket?: Socket): void {
  // Nobody listens any more: the end is near, see 'disconnect'.
  if (process.connected) process.send?.(message, socket, {}, () => {});
}

async function take(message: ToSupervisor): Promise<void> {
  const controller = new AbortController();
  running.set(message.id, controller);
  try {
    if (message.call === 'dial') return tell({ answer: message.id }, await dial(ready().cells, message.params));
    const answer = answers[message.call] as (params: unknown, signal: AbortSignal) => unknown;
    tell({ answer: message.id, result: await answer(message.params, controller.signal) });
  } catch (thrown) {
    const { message: text, code } = thrown as NodeJS.ErrnoException;
    tell({ answer: message.id, error: { message: text, ...(code === undefined ? {} : { code }) } });
  } finally {
    running.delete(message.id);
  }
}

process.on('message', message => void take(message as ToSupervisor));
process.on('disconnect', () => process.exit(0));
// As process 1 it would otherwise take a terminal's Ctrl-C for its own; the harness decides when to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('uncaughtException', thrown => endLoudly(thrown.stack ?? thrown.message));
tell({ event: 'ready' });
