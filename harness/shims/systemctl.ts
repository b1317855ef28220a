import type { StandInCall } from '../engines/engine.ts';
import { waitUntil } from '../support/clock.ts';
import { Unsupported } from '../support/harness-error.ts';
import { syslogTime, systemdAge, systemdTime } from './ages.ts';
import { controlOf } from './control-of.ts';
import { readFlags, type Flags } from './flags.ts';
import type { ShimDefinition } from './shim.ts';
import { unitOf, unitsOf, unitState, type Unit } from './systemd-unit.ts';

/** TimeoutStopSec of systemd-system.conf(5). */
const stopMs = 90_000;

/** systemd's own tool: SIGTERM and SIGCONT, after 90 s SIGKILL; returns when the job is done. */
export const systemctl: ShimDefinition = {
  kind: 'systemctl',
  follows: 'systemctl of systemd 252',
  async run(call, stack) {
    const flags = readFlags('systemctl', call.argv, {
      switches: [['--no-pager'], ['--quiet', '-q'], ['--full', '-l'], ['--now'], ['--no-legend'], ['--all', '-a'], ['--no-block'], ['--system'], ['--plain'], ['--value'], ['--failed']],
      values: [['--lines', '-n'], ['--signal', '-s'], ['--property', '-p'], ['--type', '-t'], ['--state'], ['--kill-who', '--kill-whom']],
    });
    const [verb = 'list-units', ...names] = flags.words;
    if (['list-units', 'list-unit-files'].includes(verb)) return list(call, unitsOf(stack), flags.has('--failed') || flags.value('--state') === 'failed');
    if (['daemon-reload', 'reset-failed'].includes(verb)) return 0;
    if (names.length === 0) return fail(call, 'Too few arguments.', 1);
    let status = 0;
    for (const name of names) {
      const unit = unitOf(stack, name);
      const code = unit === undefined ? await unknown(call, verb, name) : await act(call, verb, unit, flags);
      if (code !== 0) status = code;
    }
    return status;
  },
};

async function act(call: StandInCall, verb: string, unit: Unit, flags: Flags): Promise<number> {
  const control = controlOf(unit.service);
  const status = await unit.service.status();
  const isUp = status.state === 'running' || status.state === 'paused';
  switch (verb) {
    case 'start':
      return isUp ? 0 : start(call, unit);
    case 'stop':
      await control.stop({ graceMs: stopMs });
      return 0;
    case 'restart':
    case 'reload-or-restart':
      await control.stop({ graceMs: stopMs });
      return start(call, unit);
    case 'try-restart':
    case 'condrestart':
      if (!isUp) return 0;
      await control.stop({ graceMs: stopMs });
      return start(call, unit);
    case 'kill':
      await control.signal(flags.value('--signal') ?? 'SIGTERM');
      return 0;
    case 'enable':
    case 'disable':
      if (!flags.has('--now')) return 0;
      if (verb === 'disable') await control.stop({ graceMs: stopMs });
      return verb === 'enable' && !isUp ? start(call, unit) : 0;
    case 'is-enabled':
      await say(call, flags, 'enabled');
      return 0;
    case 'is-active': {
      const { active } = unitState(status);
      await say(call, flags, active);
      return active === 'active' ? 0 : 3;
    }
    case 'is-failed': {
      const { active } = unitState(status);
      await say(call, flags, active);
      return active === 'failed' ? 0 : 1;
    }
    case 'show':
      return show(call, unit, flags);
    case 'status':
      return printStatus(call, unit, Number(flags.value('--lines') ?? 10));
    default:
      throw new Unsupported(`the stand-in of systemctl does not know ${verb}`);
  }
}

/** `Type=simple` returns once the process exists; `notify` and `forking` once the service says that it is ready. */
async function start(call: StandInCall, unit: Unit): Promise<number> {
  await controlOf(unit.service).start();
  if (unit.type === 'simple') return 0;
  const ready = async (): Promise<boolean> => {
    const { state, health } = await unit.service.status();
    return state === 'exited' || (unit.type === 'oneshot' ? false : health !== 'unhealthy' && health !== 'starting');
  };
  await waitUntil(ready, { withinMs: stopMs, everyMs: 50, signal: call.signal });
  const { state, exitStatus } = await unit.service.status();
  if (state !== 'exited' || (unit.type === 'oneshot' && exitStatus === 0)) return 0;
  return fail(call, `Job for ${unit.name} failed because the control process exited with error code.\nSee "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.`, 1);
}

async function printStatus(call: StandInCall, unit: Unit, lines: number): Promise<number> {
  const status = await unit.service.status();
  const { active, sub, result } = unitState(status);
  const dot = active === 'active' ? '●' : active === 'failed' ? '×' : '○';
  const since = active === 'active' ? status.startedAt : (status.endedAt ?? status.startedAt);
  const processes = await controlOf(unit.service).states();
  const text = [
    `${dot} ${unit.name} - ${unit.service.name}`,
    `     Loaded: loaded (/lib/systemd/system/${unit.name}; enabled; preset: enabled)`,
    `     Active: ${active} (${active === 'failed' ? `Result: ${result}` : sub})${since === undefined ? '' : ` since ${systemdTime(since)}; ${systemdAge(Date.now() - since.getTime())}`}`,
    ...(status.pid === undefined ? (status.exitStatus === undefined ? [] : [`   Main PID: (code=${status.signal === undefined ? `exited, status=${status.exitStatus}` : `killed, signal=${status.signal.replace('SIG', '')}`})`]) : [`   Main PID: ${status.pid} (${processes[0]?.command.split(' ')[0]?.split('/').at(-1) ?? unit.service.name})`]),
    ...(active === 'active' ? [`      Tasks: ${processes.length}`, `     CGroup: /system.slice/${unit.name}`, ...processes.map(({ pid, command }, index) => `             ${index === processes.length - 1 ? '└─' : '├─'}${pid} ${JSON.stringify(command).slice(1, -1)}`)] : []),
  ];
  const log = (await unit.service.logs({ tailLines: lines })).split('\n').filter(Boolean);
  const host = 'server';
  const journal = log.map(line => `${syslogTime(new Date())} ${host} ${unit.name.replace('.service', '')}: ${line}`);
  await call.write('stdout', `${[...text, ...(journal.length === 0 ? [] : ['', ...journal])].join('\n')}\n`);
  return active === 'active' ? 0 : 3;
}

async function show(call: StandInCall, unit: Unit, flags: Flags): Promise<number> {
  const status = await unit.service.status();
  const { active, sub, result } = unitState(status);
  const values: Readonly<Record<string, string>> = {
    Id: unit.name, ActiveState: active, SubState: sub, Result: result, MainPID: String(status.pid ?? 0), NRestarts: String(status.restarts), LoadState: 'loaded', UnitFileState: 'enabled', ExecMainStatus: String(status.exitStatus ?? 0),
  };
  const asked = flags.all('--property').flatMap(text => text.split(','));
  for (const name of asked) if (values[name] === undefined) throw new Unsupported(`the stand-in of systemctl does not know the property ${name}`);
  for (const name of asked.length === 0 ? Object.keys(values) : asked) await call.write('stdout', flags.has('--value') ? `${values[name] ?? ''}\n` : `${name}=${values[name] ?? ''}\n`);
  return 0;
}

async function list(call: StandInCall, units: readonly Unit[], failedOnly: boolean): Promise<number> {
  const rows = await Promise.all(units.map(async ({ name, service }) => ({ name, description: service.name, ...unitState(await service.status()) })));
  const shown = rows.filter(({ active }) => (failedOnly ? active === 'failed' : true));
  const width = Math.max(4, ...shown.map(({ name }) => name.length));
  const line = (dot: string, name: string, load: string, active: string, sub: string, description: string): string => `${dot} ${name.padEnd(width)} ${load.padEnd(6)} ${active.padEnd(8)} ${sub.padEnd(8)} ${description}`.trimEnd();
  await call.write('stdout', `${[line(' ', 'UNIT', 'LOAD', 'ACTIVE', 'SUB', 'DESCRIPTION'), ...shown.map(({ name, active, sub, description }) => line(active === 'failed' ? '●' : ' ', name, 'loaded', active, sub, description))].join('\n')}\n\n${shown.length} loaded units listed.\n`);
  return 0;
}

async function unknown(call: StandInCall, verb: string, name: string): Promise<number> {
  const unit = `${name.replace(/\.service$/, '')}.service`;
  if (verb === 'status') return fail(call, `Unit ${unit} could not be found.`, 4);
  if (verb === 'is-active' || verb === 'is-failed') {
    await call.write('stdout', 'inactive\n');
    return verb === 'is-active' ? 3 : 1;
  }
  return fail(call, `Failed to ${verb} ${unit}: Unit ${unit} not found.`, 5);
}

async function say(call: StandInCall, flags: Flags, text: string): Promise<void> {
  if (!flags.has('--quiet')) await call.write('stdout', `${text}\n`);
}

async function fail(call: StandInCall, text: string, status: number): Promise<number> {
  await call.write('stderr', `${text}\n`);
  return status;
}
