import type { RunningStack } from '../../engines/engine.ts';
import { onlyInstance, specOf, usablePid } from '../controls.ts';
import type { Pm2Call } from './pm2-call.ts';
import { usageOf } from '../process-usage.ts';
import { appsOf, chosen, Pm2Error, stateOf, type App, type AppState } from './app.ts';
import { boxText } from './box-text.ts';

/** The commands of pm2 that only look. */

interface Row extends AppState {
  readonly app: App;
  readonly cpuPercent: number;
  readonly memoryBytes: number;
}

/** The table that most commands end with. */
export async function listText(stack: RunningStack): Promise<string> {
  const rows = await rowsOf(stack);
  const cells = rows
    .toSorted((one, other) => one.app.name.localeCompare(other.app.name))
    .map(row => [
      String(row.app.id),
      row.app.name,
      'default',
      'N/A',
      'fork',
      String(row.pid),
      row.word === 'online' ? age(row) : '0',
      String(row.restarts),
      row.word,
      `${Math.round(row.cpuPercent)}%`,
      size(row.memoryBytes),
      userOf(row.app, stack),
      'disabled',
    ]);
  const nameWidth = Math.max(...rows.map(({ app }) => app.name.length), 4) + 5;
  return boxText(
    [['id', 'name', 'namespace', 'version', 'mode', 'pid', 'uptime', '↺', 'status', 'cpu', 'mem', 'user', 'watching'], ...cells],
    [4, nameWidth, 13, 9, 9, 10, 8, 6, 11, 10, 10, 10, 10],
  );
}

/** 0 whatever state the app is in: it only fails for one that is not there. */
export async function describe({ call, targets, stack }: Pm2Call): Promise<number> {
  const [target] = targets;
  if (target === undefined) throw new Pm2Error("error: missing required argument `name|id'");
  const apps = appsOf(stack).filter(({ id, name }) => name === target || String(id) === target);
  if (apps.length === 0) throw new Pm2Error(`[PM2][WARN] ${target} doesn't exist`);
  for (const app of apps) {
    const state = await stateOf(app, stack);
    const home = `${call.environment['HOME'] ?? ''}/.pm2`;
    const cells = [
      ['status', state.word],
      ['name', app.name],
      ['namespace', 'default'],
      ['version', 'N/A'],
      ['restarts', String(state.restarts)],
      ['uptime', state.word === 'online' ? age(state) : '0'],
      ['script args', 'N/A'],
      ['error log path', `${home}/logs/${app.name}-error.log`],
      ['out log path', `${home}/logs/${app.name}-out.log`],
      ['script id', String(app.id)],
      ['exec mode', 'fork_mode'],
      ['watch & reload', '✘'],
    ];
    await call.write(
      'stdout',
      ` Describing process with id ${app.id} - name ${app.name} \n${boxText(cells, [19, Math.max(...cells.map(([, value]) => value?.length ?? 0)) + 2], false)}`,
    );
  }
  return 0;
}

/** The members that scripts read; pm2's own have each app's whole environment beside them. */
export async function jlist({ call, stack }: Pm2Call): Promise<number> {
  const rows = await rowsOf(stack);
  await call.write(
    'stdout',
    `${JSON.stringify(
      rows.map(({ app, pid: process, word, restarts, status, cpuPercent, memoryBytes }) => ({
        pid: process,
        name: app.name,
        pm_id: app.id,
        monit: { memory: memoryBytes, cpu: Math.round(cpuPercent * 10) / 10 },
        pm2_env: {
          name: app.name,
          namespace: 'default',
          status: word,
          restart_time: restarts,
          pm_uptime: status.startedAt?.getTime() ?? 0,
          exec_mode: 'fork_mode',
          instances: 1,
          pm_id: app.id,
          username: userOf(app, stack),
          ...(word === 'online' ? {} : { exit_code: status.exitStatus ?? 0 }),
        },
      })),
    )}\n`,
  );
  return 0;
}

export async function pid({ call, targets, stack }: Pm2Call): Promise<number> {
  const apps = targets[0] === undefined ? appsOf(stack) : chosen(stack, targets[0]);
  for (const app of apps) await call.write('stdout', `${usablePid((await stateOf(app, stack)).pid, app.service, stack)}\n`);
  return 0;
}

function rowsOf(stack: RunningStack): Promise<readonly Row[]> {
  return Promise.all(
    appsOf(stack).map(async app => {
      const state = await stateOf(app, stack);
      const { cpuPercent, memoryBytes } =
        state.word === 'online' ? await usageOf(onlyInstance(app.service), stack, 100) : { cpuPercent: 0, memoryBytes: 0 };
      return { app, cpuPercent, memoryBytes, ...state };
    }),
  );
}

function userOf({ service }: App, stack: RunningStack): string {
  return specOf(service, stack).user ?? 'app';
}

function age({ status: { startedAt } }: AppState): string {
  const seconds = Math.max(0, Math.floor((Date.now() - (startedAt?.getTime() ?? Date.now())) / 1000));
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  return seconds < 86_400 ? `${Math.floor(seconds / 3600)}h` : `${Math.floor(seconds / 86_400)}D`;
}

function size(bytes: number): string {
  if (bytes === 0) return '0b';
  const power = Math.min(3, Math.floor(Math.log(bytes) / Math.log(1024)));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)}${['b', 'kb', 'mb', 'gb'][power] ?? ''}`;
}
