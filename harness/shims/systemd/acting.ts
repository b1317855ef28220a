import { Unsupported } from '../../support/harness-error.ts';
import { onlyInstance, processOf } from '../controls.ts';
import { isNginx } from '../nginx.ts';
import { signalMain, signalName } from '../signals.ts';
import type { SystemctlCall } from './systemctl-call.ts';
import { startUnit, stopUnit, type JobResult } from './jobs.ts';
import { hasGoodConfiguration } from './nginx-configuration.ts';
import { findUnits, isAlive, serviceUnits, unitsOf, type ServiceUnit, type Unit } from './unit.ts';
import { resetFailed, stateOf } from './unit-state.ts';

/** The verbs of systemctl that change something. */

export function start(asked: SystemctlCall): Promise<number> {
  return jobs(asked, unit => startUnit(unit, asked.stack, asked.call.signal));
}

export function stop(asked: SystemctlCall): Promise<number> {
  return jobs(asked, async unit => {
    await stopUnit(unit, asked.stack);
    return 'done';
  });
}

export function restart(asked: SystemctlCall): Promise<number> {
  return jobs(asked, async unit => {
    await stopUnit(unit, asked.stack);
    return startUnit(unit, asked.stack, asked.call.signal);
  });
}

/** Restarts what runs, leaves alone what does not. */
export function tryRestart(asked: SystemctlCall): Promise<number> {
  return jobs(asked, async unit => {
    if ((await stateOf(unit, asked.stack)).active !== 'active') return 'done';
    await stopUnit(unit, asked.stack);
    return startUnit(unit, asked.stack, asked.call.signal);
  });
}

/** By what a server's own unit tells it to reload (`ExecReload=` of Debian's packages); of another unit the stack does not say. */
const reloadSignals: readonly (readonly [program: string, signal: string])[] = [
  ['postgres|nginx|prometheus|prometheus-alertmanager|alertmanager', 'SIGHUP'],
  ['php-fpm[\\d.]*', 'SIGUSR2'],
];

export async function reload(asked: SystemctlCall): Promise<number> {
  const { stack, call } = asked;
  for (const { unit } of findUnits(stack, asked.names))
    for (const each of unit === undefined ? [] : serviceUnits(unit))
      if (reloadSignal(each) === undefined) throw new Unsupported(`how ${each.name} reloads is not known`);
  const reloadUnit = async (unit: Unit): Promise<JobResult | 'failed'> => {
    if ((await stateOf(unit, stack)).active !== 'active') {
      await call.write('stderr', `${unit.name} is not active, cannot reload.\n`);
      return 'failed';
    }
    if (unit.type === 'umbrella') {
      const members = await Promise.all(unit.units.map(async member => ({ member, ...(await stateOf(member, stack)) })));
      for (const { member, active } of members) if (active === 'active') await reloadUnit(member);
      return 'done';
    }
    if (isNginx(unit.service, stack) && !(await hasGoodConfiguration(unit))) {
      const see = `See "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.`;
      await call.write('stderr', `Job for ${unit.name} failed.\n${see}\n`);
      return 'failed';
    }
    await Promise.all(unit.service.instances().map(instance => signalMain(instance, reloadSignal(unit) ?? 'SIGHUP')));
    return 'done';
  };
  return jobs(asked, reloadUnit);
}

function reloadSignal({ spec }: ServiceUnit): string | undefined {
  return reloadSignals.find(
    ([program]) =>
      new RegExp(`(^|[\\s/])(${program})(\\s|$)`).test(spec.run?.command ?? '') ||
      new RegExp(`(^|/)(${program})(:|$)`).test(spec.image ?? ''),
  )?.[1];
}

export async function kill({ names, flags, call, stack }: SystemctlCall): Promise<number> {
  const signal = signalName(flags.value('--signal') ?? 'SIGTERM');
  const whom = flags.value('--kill-whom') ?? 'all';
  if (whom !== 'all' && whom !== 'main') throw new Unsupported(`--kill-whom=${whom}`);
  let exit = 0;
  for (const { name, unit } of findUnits(stack, names)) {
    if (unit === undefined) {
      await call.write('stderr', `Failed to kill unit ${name}: Unit ${name} not loaded.\n`);
      exit = 1;
    } else if (unit.type !== 'umbrella' && isAlive((await stateOf(unit, stack)).status.state)) {
      await (whom === 'all' ? processOf(unit.service, stack).signal(signal) : signalMain(onlyInstance(unit.service), signal));
    } else if (whom === 'main') {
      await call.write('stderr', `Failed to kill unit ${name}: No main process to kill\n`);
      exit = 1;
    }
  }
  return exit;
}

/** The stack's units are enabled from the beginning: provisioning is their boot. So this changes nothing, and `--now` starts them. */
export async function enable(asked: SystemctlCall): Promise<number> {
  for (const { name, unit } of findUnits(asked.stack, asked.names)) {
    if (unit !== undefined) continue;
    await asked.call.write('stderr', `Failed to enable unit: Unit file ${name} does not exist.\n`);
    return 1;
  }
  return asked.flags.has('--now') ? start(asked) : 0;
}

export async function isEnabled({ names, flags, call, stack }: SystemctlCall): Promise<number> {
  const found = findUnits(stack, names);
  for (const { name, unit } of found) {
    if (unit === undefined) await call.write('stderr', `Failed to get unit file state for ${name}: No such file or directory\n`);
    else if (!flags.has('--quiet')) await call.write('stdout', 'enabled\n');
  }
  return found.some(({ unit }) => unit !== undefined) ? 0 : 1;
}

export async function resetFailedUnits({ names, call, stack }: SystemctlCall): Promise<number> {
  const chosen = names.length === 0 ? unitsOf(stack).map(unit => ({ name: unit.name, unit })) : findUnits(stack, names);
  let exit = 0;
  for (const { name, unit } of chosen) {
    if (unit !== undefined) await resetFailed(unit, stack);
    else {
      await call.write('stderr', `Failed to reset failed state of unit ${name}: Unit ${name} not loaded.\n`);
      exit = 1;
    }
  }
  return exit;
}

/** What the stack says of a unit does not change; a unit file that the operator wrote would, and is not read. */
export async function daemonReload({ stack }: SystemctlCall): Promise<number> {
  const names = unitsOf(stack).map(({ name }) => name);
  const script = 'for unit; do find "/etc/systemd/system/$unit" "/etc/systemd/system/$unit.d" -type f 2>/dev/null; done';
  const { stdout } = await stack.bastion.exec(['sh', '-c', script, 'sh', ...names]);
  if (stdout.trim() !== '')
    throw new Unsupported(`the unit file ${stdout.trim().split('\n')[0] ?? ''}: units are as the stack declares them`);
  return 0;
}

/** Runs one job per unit, side by side as systemd does, and says which failed. */
async function jobs({ verb, names, call, stack }: SystemctlCall, job: (unit: Unit) => Promise<JobResult | 'failed'>): Promise<number> {
  const found = findUnits(stack, names);
  for (const { unit } of found) for (const { service } of unit === undefined ? [] : serviceUnits(unit)) processOf(service, stack);
  let exit = 0;
  for (const { name, unit } of found) {
    if (unit !== undefined) continue;
    await call.write('stderr', `Failed to ${verb} ${name}: Unit ${name} ${verb === 'stop' ? 'not loaded' : 'not found'}.\n`);
    exit = 5;
  }
  const units = found.flatMap(({ unit }) => unit ?? []);
  const results = await Promise.all(units.map(async unit => ({ unit, result: await job(unit) })));
  for (const {
    unit: { name },
    result,
  } of results) {
    if (result === 'done') continue;
    exit ||= 1;
    if (result !== 'failed')
      await call.write(
        'stderr',
        `Job for ${name} failed${result === 'start-limit-hit' ? '' : ` because ${result}`}.\nSee "systemctl status ${name}" and "journalctl -xeu ${name}" for details.\n`,
      );
  }
  return exit;
}
