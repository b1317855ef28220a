import {
  chownSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { attemptHere } from '../../inside/attempt.ts';
import { abortConnections } from '../../inside/abort-connections.ts';
import { dialHere } from '../../inside/dial-here.ts';
import { execIn } from '../../inside/exec.ts';
import { exhaustInodes, fillWith, usageOf } from '../../inside/fill.ts';
import { join } from '../../inside/join.ts';
import { Pipes } from '../../inside/pipes.ts';
import type { Place } from '../../inside/place.ts';
import { Relays } from '../../inside/relays.ts';
import { Redirects, runHere } from '../../inside/redirects.ts';
import { Shell } from '../../inside/shell.ts';
import { asRootFolder, asRootTools } from '../../inside/as-root.ts';
import { clientScript, standInFolder, StandIns } from '../../inside/stand-ins.ts';
import { Upstreams } from '../../inside/upstreams.ts';
import { describe, endInvocation, inspectAll, limitAll, signalAll } from './container-processes.ts';
import { harmNames, lookUp } from './harmed-names.ts';
import { answerNoSuchName } from './no-such-name.ts';
import { operatorId, operatorPlace } from './operator-place.ts';
import type { AgentCallName, AgentCalls, AgentSetup, FromAgent, ToAgent } from './protocol.ts';
import { closeRelay, impairRelay, mendRelay, openRelay } from './way-relays.ts';
import { closeTunnel, openTunnel } from './tunnels.ts';
import { Wire } from './wire.ts';

/**
 * Runs in the bastion's container, and beside a service where somebody must look or act from within its
 * network. It does what the engine asks over its standard streams, and ends with them.
 */
type Answers = {
  [N in AgentCallName]: (params: AgentCalls[N]['in'], signal: AbortSignal) => AgentCalls[N]['out'] | Promise<AgentCalls[N]['out']>;
};

const pipes = new Pipes('/run/drillbook/pipes');
const shells = new Map<number, Shell>();
const running = new Map<number, AbortController>();
const addresses = new Map<string, string>();
const upstreams = new Upstreams();
const redirects = new Redirects();
/** Without a word from the harness for so long, it is gone, whatever the network in between believes. */
const silenceMs = 60_000;
let lastHeard = performance.now();
let bastion: { readonly setup: AgentSetup; readonly place: Place; readonly relays: Relays; readonly standIns: StandIns } | undefined;

const answers: Answers = {
  setup(setup) {
    const place = operatorPlace(setup.processes);
    mkdirSync('/run/drillbook/steps', { recursive: true, mode: 0o755 });
    mkdirSync(standInFolder, { recursive: true });
    for (const tool of setup.standIns) writeFileSync(`${standInFolder}/${tool}`, clientScript(tool), { mode: 0o755 });
    mkdirSync(asRootFolder, { recursive: true });
    for (const [tool, text] of Object.entries(asRootTools)) writeFileSync(`${asRootFolder}/${tool}`, text, { mode: 0o755 });
    const standIns = new StandIns(
      request => tell({ event: 'standIn', ...request }),
      call => tell({ event: 'standInGone', call }),
    );
    standIns.listen(place);
    const relays = new Relays(
      setup.relays,
      unit => addresses.has(unit),
      ({ unit }) => addresses.get(unit),
    );
    answerNoSuchName();
    bastion = { setup, place, relays, standIns };
  },
  relays({ addresses: now }) {
    addresses.clear();
    for (const [unit, address] of Object.entries(now)) addresses.set(unit, address);
    ready().relays.update();
  },
  exec(request, signal) {
    const { place, setup, standIns } = ready();
    const where = request.withSudo === true && setup.onServer ? operatorPlace(setup.processes, { withRights: true }) : place;
    return execIn(where, pipes, request, {
      outputBytes: setup.outputBytes,
      signal,
      ...(request.streamsOf === undefined ? {} : { streams: standIns.streams(request.streamsOf) }),
    });
  },
  shellOpen({ environment, cwd }) {
    const { place, setup } = ready();
    const id = shells.size;
    const toldTo = (stream: 'stdout' | 'stderr', text: string): void => tell({ event: 'output', shell: id, stream, text });
    shells.set(id, new Shell(place, pipes, { environment, cwd, outputBytes: setup.outputBytes, tell: toldTo }));
    return id;
  },
  shellRun: (request, signal) => shell(request.shell).run(request, signal),
  shellClose: ({ shell: id }) => shell(id).close(),
  async dial({ stream, host, port, timeoutMs }) {
    const socket = await dialHere(host, port, timeoutMs, { allowHalfOpen: true });
    const far = wire.stream(stream, { allowHalfOpen: true });
    join(socket, far);
  },
  standInWrite: ({ call, stream, base64 }) => ready().standIns.write(call, stream, Buffer.from(base64, 'base64')),
  standInInput({ call, stream }) {
    const { standIns } = ready();
    const [stdin] = standIns.streams(call);
    const start = standIns.inputStart(call);
    // A descriptor of its own: the call's may be closed while this one is read.
    const input = createReadStream('', { fd: openSync(`/proc/self/fd/${stdin}`, 'r'), ...(start === undefined ? {} : { start }) });
    const far = wire.stream(stream, { allowHalfOpen: true });
    input.on('error', () => far.end());
    far.on('close', () => input.destroy()).on('error', () => {});
    far.resume();
    input.pipe(far);
  },
  standInEnd: ({ call, status, readsAhead }) => ready().standIns.end(call, status, readsAhead),
  usage: ({ path }) => usageOf(path),
  fill: ({ paths }) => fillWith(paths),
  exhaustInodes: ({ folder }) => exhaustInodes(folder),
  fileRead: ({ path }) => readFileSync(path).toString('base64'),
  fileWrite({ path, base64 }) {
    mkdirSync(dirname(path), { recursive: true });
    const isNew = !existsSync(path);
    writeFileSync(path, Buffer.from(base64, 'base64'));
    const { uid, gid } = statSync(dirname(path));
    if (isNew) chownSync(path, uid, gid);
  },
  fileRemove: ({ path }) => rmSync(path, { recursive: true, force: true }),
  fileExists: ({ path }) => existsSync(path),
  emptyFolder({ path }) {
    for (const name of readdirSync(path)) rmSync(`${path}/${name}`, { recursive: true, force: true });
  },
  own({ folder }) {
    // What is there already belongs to whom it belongs.
    if (mkdirSync(folder, { recursive: true }) !== undefined) chownSync(folder, operatorId, operatorId);
  },
  processes: ({ container }) => describe(container),
  signal: ({ container, signal, pids }) => signalAll(container, signal, pids),
  inspect: ({ container }) => inspectAll(container),
  limit: ({ container, limits, pids }) => limitAll(container, limits, pids),
  endInvocation: ({ id }) => endInvocation(id),
  tunnel: openTunnel,
  untunnel: ({ device }) => closeTunnel(device),
  relay: openRelay,
  impair: impairRelay,
  mend: ({ way, id }) => mendRelay(way, id),
  unrelay: ({ way }) => closeRelay(way),
  attempt: attemptHere,
  names: harmNames,
  lookup: ({ name }) => lookUp(name),
  upstreamReplace: request => upstreams.replace(request),
  upstreamCounts: ({ id }) => upstreams.counts(id),
  upstreamEnd: ({ id }) => upstreams.end(id),
  detour: way => redirects.detour(way),
  detourEnd: ({ id }) => redirects.close(id),
  abortConnections: ({ addresses, port }) => abortConnections(runHere, addresses, port),
  ping() {},
  abort: ({ request }) => running.get(request)?.abort(),
};

function ready(): NonNullable<typeof bastion> {
  if (bastion === undefined) throw new Error('this agent serves no bastion');
  return bastion;
}

function shell(id: number): Shell {
  const found = shells.get(id);
  if (found === undefined) throw new Error(`no shell ${id}`);
  return found;
}

function tell(message: FromAgent): void {
  wire.send(message);
}

async function take(message: ToAgent): Promise<void> {
  const controller = new AbortController();
  running.set(message.id, controller);
  try {
    const answer = answers[message.call] as (params: unknown, signal: AbortSignal) => unknown;
    tell({ answer: message.id, result: await answer(message.params, controller.signal) });
  } catch (thrown) {
    const { message: text, code } = thrown as NodeJS.ErrnoException;
    tell({ answer: message.id, error: { message: text, ...(code === undefined ? {} : { code }) } });
  } finally {
    running.delete(message.id);
  }
}

// In a list of processes it is the machine's own beginning, which no runbook means to end.
process.title = 'init';
const wire = new Wire(process.stdin, process.stdout, message => {
  lastHeard = performance.now();
  void take(message as ToAgent);
});
process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0));
process.stdout.on('error', () => process.exit(0));
setInterval(() => {
  if (performance.now() - lastHeard > silenceMs) process.exit(0);
}, 5000);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGPIPE'] as const) process.on(signal, () => {});
process.on('uncaughtException', thrown => {
  tell({ event: 'fatal', message: thrown.stack ?? thrown.message });
  process.exitCode = 1;
  setTimeout(() => process.exit(1), 100);
});
tell({ event: 'ready' });
