import type { RunningService, RunningStack, StandInCall } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { controlOf } from './control-of.ts';
import { readFlags } from './read-flags.ts';
import { followLog } from './follow-log.ts';
import type { ShimDefinition } from './shim.ts';

/** PM2's kill_timeout and its signal. */
const stop = { signal: 'SIGINT', graceMs: 1600 } as const;

interface App {
  readonly id: number;
  readonly name: string;
  readonly service: RunningService;
}

/** PM2's process list and what acts on it. */
export const pm2: ShimDefinition = {
  kind: 'pm2',
  follows: 'PM2 5',
  async run(call, stack) {
    const flags = readFlags('pm2', call.argv, { switches: [['--nostream'], ['--update-env'], ['--no-color'], ['--raw'], ['--err'], ['--out'], ['--silent', '-s']], values: [['--lines'], ['--sort']] });
    const [verb = 'list', target = ''] = flags.words;
    const apps = appsOf(stack);
    if (['list', 'ls', 'status', 'l', 'ps'].includes(verb)) return table(call, apps);
    if (verb === 'jlist' || verb === 'prettylist') return json(call, apps);
    if (['ping', 'save', 'flush'].includes(verb)) {
      if (verb !== 'ping') throw new Unsupported(`the stand-in of pm2 does not know ${verb}`);
      await call.write('stdout', '{ msg: \'pong\' }\n');
      return 0;
    }
    const chosen = target === 'all' || (target === '' && (verb === 'logs' || verb === 'log')) ? apps : apps.filter(({ id, name }) => name === target || String(id) === target);
    if (['restart', 'stop', 'start', 'reload', 'describe', 'show', 'info', 'logs', 'log'].includes(verb) && chosen.length === 0) {
      await call.write('stderr', `[PM2][ERROR] ${verb === 'describe' || verb === 'show' ? `${target} doesn't exist` : `Process or Namespace ${target} not found`}\n`);
      return 1;
    }
    switch (verb) {
      case 'restart':
      case 'reload':
      case 'start':
      case 'stop':
        for (const app of chosen) await act(call, verb, app);
        return table(call, apps);
      case 'logs':
      case 'log':
        return logs(call, chosen, Number(flags.value('--lines') ?? 15), flags.has('--nostream'));
      case 'describe':
      case 'show':
      case 'info':
        return describe(call, chosen);
      default:
        throw new Unsupported(`the stand-in of pm2 does not know ${verb}`);
    }
  },
};

function appsOf(stack: RunningStack): readonly App[] {
  return stack.spec.services.filter(service => service.pm2 !== undefined).flatMap((spec, id) => {
    const service = stack.services.get(spec.name);
    return service === undefined ? [] : [{ id, name: spec.pm2 ?? spec.name, service }];
  });
}

async function act(call: StandInCall, verb: string, { id, name, service }: App): Promise<void> {
  const control = controlOf(service);
  await call.write('stdout', `[PM2] Applying action ${verb === 'start' ? 'restart' : verb}ProcessId on app [${name}](ids: [ ${id} ])\n`);
  if (verb !== 'start') await control.stop(stop);
  else if ((await service.status()).state === 'running') await control.stop(stop);
  if (verb !== 'stop') await control.start();
  await call.write('stdout', `[PM2] [${name}](${id}) ✓\n`);
}

async function rowOf({ id, name, service }: App): Promise<{ readonly id: number; readonly name: string; readonly pid: number; readonly status: string; readonly restarts: number; readonly uptimeMs: number }> {
  const status = await service.status();
  const online = status.state === 'running' || status.state === 'paused';
  const failed = status.state === 'exited' && status.exitStatus !== 0;
  return { id, name, pid: online ? (status.pid ?? 0) : 0, status: online ? 'online' : failed ? 'errored' : 'stopped', restarts: status.restarts, uptimeMs: online && status.startedAt ? Date.now() - status.startedAt.getTime() : 0 };
}

async function table(call: StandInCall, apps: readonly App[]): Promise<number> {
  const rows = await Promise.all(apps.map(rowOf));
  const cells = [['id', 'name', 'mode', 'pid', 'uptime', '↺', 'status'], ...rows.map(row => [String(row.id), row.name, 'fork', String(row.pid), row.uptimeMs === 0 ? '0' : `${Math.floor(row.uptimeMs / 1000)}s`, String(row.restarts), row.status])];
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map(row => (row[column] ?? '').length)) + 2);
  const line = (left: string, middle: string, right: string): string => left + widths.map(width => '─'.repeat(width)).join(middle) + right;
  const text = (row: readonly string[]): string => `│${row.map((cell, column) => ` ${cell}`.padEnd(widths[column] ?? 0)).join('│')}│`;
  await call.write('stdout', `${[line('┌', '┬', '┐'), text(cells[0] ?? []), line('├', '┼', '┤'), ...cells.slice(1).map(text), line('└', '┴', '┘')].join('\n')}\n`);
  return 0;
}

async function json(call: StandInCall, apps: readonly App[]): Promise<number> {
  const rows = await Promise.all(apps.map(rowOf));
  await call.write('stdout', `${JSON.stringify(rows.map(row => ({ pid: row.pid, name: row.name, pm_id: row.id, pm2_env: { status: row.status, restart_time: row.restarts, pm_uptime: Date.now() - row.uptimeMs, name: row.name } })))}\n`);
  return 0;
}

async function describe(call: StandInCall, apps: readonly App[]): Promise<number> {
  for (const app of apps) {
    const row = await rowOf(app);
    await call.write('stdout', ` Describing process with id ${row.id} - name ${row.name}\n│ status   │ ${row.status} │\n│ name     │ ${row.name} │\n│ restarts │ ${row.restarts} │\n│ pid      │ ${row.pid} │\n`);
  }
  return 0;
}

async function logs(call: StandInCall, apps: readonly App[], lines: number, once: boolean): Promise<number> {
  for (const { id, name, service } of apps) {
    const log = (await service.logs({ tailLines: lines })).split('\n').filter(Boolean);
    await call.write('stdout', log.map(text => `${id}|${name} | ${text}\n`).join(''));
  }
  const nameOf = (service: RunningService): string => apps.filter(app => app.service === service).map(({ id, name }) => `${id}|${name}`)[0] ?? service.name;
  return once ? 0 : followLog(call, apps.map(({ service }) => service), (service, text) => `${nameOf(service)} | ${text}`);
}
