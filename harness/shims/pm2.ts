import { resolve } from 'node:path';
import type { RunningStack, StandInCall } from '../engines/engine.ts';
import { Unsupported } from '../support/harness-error.ts';
import { processOf } from './controls.ts';
import { parseFlags } from './flags.ts';
import { appsOf, chosen, memoryOf, stateOf, Pm2Error, type App } from './pm2/app.ts';
import { describe, jlist, listText, pid } from './pm2/asking.ts';
import { flush, logs } from './pm2/logs.ts';
import { monit } from './pm2/monit.ts';
import type { Pm2Call } from './pm2/pm2-call.ts';
import type { ShimDefinition } from './shim.ts';

/** pm2, on the services that the stack declares with `x-drillbook: { pm2: <app> }`. */
export const pm2: ShimDefinition = {
  kind: 'pm2',
  follows: 'pm2 7.0',
  about: 'Services with `x-drillbook: { pm2: … }`.',
  async run(call, stack) {
    const flags = parseFlags(
      call.argv,
      ['-v --version', '-s --silent', '--no-color', '--lines=', '--nostream', '--raw', '--err', '--out', '--sort='],
      {
        of: 'pm2',
      },
    );
    const [verb = flags.has('--version') ? 'version' : '', ...targets] = flags.rest;
    const command = commands[verb];
    if (command === undefined) throw new Unsupported(`pm2 ${verb === '' ? 'without a command' : verb}`);
    try {
      return await command({ call, verb, targets, flags, stack });
    } catch (thrown) {
      if (!(thrown instanceof Pm2Error)) throw thrown;
      await call.write('stderr', `${thrown.message}\n`);
      return 1;
    }
  },
};

const commands: Readonly<Record<string, (asked: Pm2Call) => Promise<number>>> = {
  list,
  ls: list,
  l: list,
  ps: list,
  status: list,
  describe,
  desc: describe,
  show: describe,
  info: describe,
  logs,
  log: logs,
  flush,
  monit,
  jlist,
  pid,
  stop: asked => act(asked, 'stopProcessId'),
  restart: asked => act(asked, 'restartProcessId'),
  reload: asked => act(asked, 'reloadProcessId'),
  start,
  ping: async ({ call }) => said(call, "{ msg: 'pong' }\n"),
  version: async ({ call }) => said(call, '7.0.4\n'),
};

/** PM2's own kill_timeout, and the signal that it sends first. */
const stopping = { signal: 'SIGINT', graceMs: 1600 } as const;
/** How many apps it acts on at a time. */
const atOnce = 2;

async function list({ call, stack }: Pm2Call): Promise<number> {
  return said(call, await listText(stack));
}

/** An app that is known is restarted, also when it runs; a new one cannot be made. */
async function start(asked: Pm2Call): Promise<number> {
  const targets = asked.targets.length === 0 ? ['ecosystem.config.js'] : asked.targets;
  for (const target of targets) {
    if (target !== 'all' && !isKnown(target, asked.stack)) await refuseNew(target, asked);
  }
  return act({ ...asked, targets }, 'restartProcessId', '[PM2] Process successfully started\n');
}

function isKnown(target: string, stack: RunningStack): boolean {
  return appsOf(stack).some(({ id, name }) => name === target || String(id) === target);
}

const configFile = /\.(json|ya?ml|config\.[cm]?js)$/;

/** A file or program that is there would become a new app, which a drill does not make; one that is not is the error that pm2 prints. */
async function refuseNew(target: string, { call, verb, stack }: Pm2Call): Promise<never> {
  const path = resolve(call.cwd, target);
  const { status } = await stack.bastion.exec(['bash', '-c', 'test -e "$1" || type -P -- "$2" >/dev/null', 'bash', path, target]);
  if (status === 0) throw new Unsupported(`pm2 ${verb} of ${target}: only apps that the stack declares are known`);
  throw new Pm2Error(configFile.test(target) ? `[PM2][ERROR] File ${target} not found` : `[PM2][ERROR] Script not found: ${path}`);
}

async function act({ call, verb, targets, flags, stack }: Pm2Call, action: string, after = ''): Promise<number> {
  if (targets.length === 0) throw new Pm2Error("error: missing required argument `id|name|namespace|all|json|stdin'");
  const quiet = flags.has('--silent');
  const say = async (text: string): Promise<void> => void (quiet || (await call.write('stdout', text)));
  for (const target of targets) {
    if (configFile.test(target) && !isKnown(target, stack)) await refuseNew(target, { call, verb, targets, flags, stack });
    if (verb === 'restart' || verb === 'reload') await say('Use --update-env to update environment variables\n');
    const apps = chosen(stack, target);
    await say(
      `[PM2] Applying action ${action} on app [${target}](ids: [ ${apps.map(({ id }) => (String(id) === target ? `'${id}'` : id)).join(', ')} ])\n`,
    );
    for (let at = 0; at < apps.length; at += atOnce) {
      await Promise.all(
        apps.slice(at, at + atOnce).map(async app => {
          await carryOut(app, action, stack);
          await say(`[PM2] [${app.name}](${app.id}) ✓\n`);
        }),
      );
    }
    await say(after);
  }
  if (verb !== 'reload') await say(await listText(stack));
  return 0;
}

async function carryOut(app: App, action: string, stack: RunningStack): Promise<void> {
  const process = processOf(app.service, stack);
  const { word } = await stateOf(app, stack);
  if (word !== 'stopped') await process.stop(stopping);
  if (action === 'stopProcessId') return;
  await process.start();
  // What was online counts as a restart, what was stopped as a start.
  if (word === 'online') memoryOf(stack).restarts.set(app.id, (memoryOf(stack).restarts.get(app.id) ?? 0) + 1);
}

async function said(call: StandInCall, text: string): Promise<number> {
  await call.write('stdout', text);
  return 0;
}
