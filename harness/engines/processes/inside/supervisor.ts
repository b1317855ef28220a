import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Socket } from 'node:net';
import { attemptAndTell, attemptArgument, attemptInCell } from './attempt-in-cell.ts';
import { cellPath } from './cell-path.ts';
import { abortConnections } from '../../inside/abort-connections.ts';
import { Cells } from './cells.ts';
import { dial } from './dial.ts';
import { EditedFiles } from './edited-files.ts';
import { execIn } from '../../inside/exec.ts';
import { exhaustInodes, fillWith, usageOf } from '../../inside/fill.ts';
import { ImpairedWays } from './impaired-ways.ts';
import { guardMemory } from './memory-guard.ts';
import { Networks } from './networks.ts';
import { Pipes } from '../../inside/pipes.ts';
import type { CallName, Calls, FromSupervisor, SandboxSpec, ToSupervisor } from './protocol.ts';
import { Relays } from '../../inside/relays.ts';
import { Shell } from '../../inside/shell.ts';
import { NameFaults } from './harmed-names.ts';
import { renewCell } from './renew-cell.ts';
import { resolveBy } from './resolver-files.ts';
import { Upstreams } from '../../inside/upstreams.ts';
import { Redirects } from '../../inside/redirects.ts';
import { asRootFolder, asRootTools } from '../../inside/as-root.ts';
import { clientScript, standInFolder, StandIns } from '../../inside/stand-ins.ts';
import { Unit } from './units.ts';
import { mountVolumes, remountVolume } from './volumes.ts';

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
      readonly ways: ImpairedWays;
      readonly nameFaults: NameFaults;
      readonly upstreams: Upstreams;
      readonly redirects: ReadonlyMap<string, Redirects>;
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
      for (const [tool, text] of Object.entries(asRootTools)) cells.writeFile(cell, `${asRootFolder}/${tool}`, text, 0o755);
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
    sandbox = {
      spec,
      cells,
      networks,
      relays,
      standIns,
      ways: new ImpairedWays(cells, networks),
      nameFaults: new NameFaults(),
      upstreams: new Upstreams(),
      redirects: new Map(spec.cells.map(({ name }) => [name, new Redirects((argv, stdio) => cells.enterWithRights(name, argv, stdio))])),
    };
    writeNames();
    guardMemory(spec.limits.memoryBytes, endLoudly);
  },
  unitStart: ({ unit: name }) => unit(name).start(),
  unitStop: ({ unit: name, signal, graceMs }) => unit(name).stop(signal, graceMs),
  unitSignal: ({ unit: name, signal, pids }) => unit(name).signal(signal, pids),
  unitPause: ({ unit: name, paused }) => unit(name).pause(paused),
  unitDeploy: ({ unit: name, argv, environment }) => unit(name).deploy(argv, environment),
  async unitRenew({ unit: name }) {
    unit(name).forget();
    const { cells } = ready();
    const cell = cells.get(unit(name).spec.cell);
    await renewCell(cells, cell);
    mkdirSync(cellPath(cell.root, unit(name).spec.cwd), { recursive: true });
  },
  unitStatus: ({ unit: name }) => unit(name).status(),
  unitStates: ({ unit: name }) => unit(name).states(),
  unitInspect: ({ unit: name }) => unit(name).inspect(),
  unitLimit: ({ unit: name, limits, pids }) => unit(name).limit(limits, pids),
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
    const { networks, relays, ways } = ready();
    await networks.set(cell, network, connected, names);
    await ways.rewire(cell);
    if (connected) await ready().redirects.get(cell)?.again();
    writeNames();
    relays.update();
  },
  networkImpair: ({ cell, peer, impairment }) => ready().ways.impair(cell, peer, impairment),
  networkMend: ({ impairment }) => ready().ways.mend(impairment),
  networkAttempt: ({ cell, ...request }) => attemptInCell(ready().cells, cell, request),
  volumeEmpty({ cell, path }) {
    const place = inCell(cell, path);
    for (const name of readdirSync(place)) rmSync(join(place, name), { recursive: true, force: true });
  },
  namesSet({ cell, answers: harmed, failing }) {
    const { cells, nameFaults } = ready();
    nameFaults.set(cell, { answers: harmed, failing });
    writeNames();
    resolveBy(cells.get(cell), failing);
  },
  upstreamReplace: request => ready().upstreams.replace(request),
  upstreamCounts: ({ id }) => ready().upstreams.counts(id),
  upstreamEnd: ({ id }) => ready().upstreams.end(id),
  detour({ cell, ...way }) {
    const { redirects, networks } = ready();
    return redirects.get(cell)?.detour({ ...way, via: networks.bastionNear(way.address) });
  },
  detourEnd: ({ cell, id }) => ready().redirects.get(cell)?.close(id),
  abortConnections: ({ cell, addresses, port }) =>
    abortConnections((argv, stdio) => ready().cells.enterWithRights(cell, argv, stdio), addresses, port),
  volumeUsage: ({ cell, path }) => usageOf(inCell(cell, path)),
  volumeExhaust: ({ cell, folder }) => exhaustInodes(inCell(cell, folder)),
  volumeRemount: ({ cell, path, options }) => remountVolume(ready().spec.volumes, inCell(cell, path), options),
  volumeFill: ({ cell, path, files }) => fillWith(files.map(file => inCell(cell, `${path}/${file}`))),
  fileRead: ({ cell, path }) => readFileSync(inCell(cell, path)),
  fileWrite({ cell, path, content }) {
    const place = writablePath(cell, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, content);
  },
  fileRemove: ({ cell, path }) => rmSync(inCell(cell, path), { recursive: true, force: true }),
  fileExists: ({ cell, path }) => existsSync(inCell(cell, path)),
  standInWrite: ({ call, stream, text }) => ready().standIns.write(call, stream, text),
  standInEnd: ({ call, status, readsAhead }) => ready().standIns.end(call, status, readsAhead),
  ping() {},
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

/** What a service has mounted only to be read is written where it comes from. */
function writablePath(cell: string, path: string): string {
  const { root, spec } = ready().cells.get(cell);
  const place = inCell(cell, path);
  const inside = place.slice(root.length);
  const [mount] = [
    ...spec.shares,
    ...spec.mounts.flatMap(one =>
      one.kind === 'volume' ? [{ source: `/volumes/${one.volume}`, target: one.target, readOnly: one.readOnly }] : [],
    ),
  ]
    .filter(({ target }) => inside === target || inside.startsWith(`${target.replace(/\/$/, '')}/`))
    .toSorted((one, other) => other.target.length - one.target.length);
  return mount?.readOnly === true ? mount.source + inside.slice(mount.target.replace(/\/$/, '').length) : place;
}

function writeNames(): void {
  const { cells, networks, nameFaults } = ready();
  networks.writeNames((name, text) => {
    const root = name === undefined ? '' : cells.get(name).root;
    writeFileSync(`${root}/etc/hosts.new`, name === undefined ? text : nameFaults.hosts(cells.get(name).spec, text));
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

const [, , argument, request = ''] = process.argv;
if (argument === attemptArgument) await attemptAndTell(request);
else serve();

function serve(): void {
  process.on('message', message => void take(message as ToSupervisor));
  process.on('disconnect', () => process.exit(0));
  // As process 1 it would otherwise take a terminal's Ctrl-C for its own; the harness decides when to end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('uncaughtException', thrown => endLoudly(thrown.stack ?? thrown.message));
  tell({ event: 'ready' });
}
