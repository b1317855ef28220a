import { execa } from 'execa';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Service, Stack } from '../../model/stack.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import type { Availability, Engine, Examined, RunningStack, StandInCall, StartOptions } from '../engine.ts';
import { cacheFolder } from './cache-folder.ts';
import { findLayer, makeLayer } from './package-layer.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { operatorEnvironment } from '../bastion-environment.ts';
import { execIn, keepFirstStart, SandboxedStack, type SandboxOutput } from './running-stack.ts';
import { runnerOf } from './runners/index.ts';
import { environmentOf } from './deploy-control.ts';
import { onOwnClock, withOwnClock } from './own-clock.ts';
import { bastionCell, hostCell, sandboxPlan, type PreparedService } from './sandbox-spec.ts';
import { insideProgram } from '../inside-program.ts';
import { startInOrder } from '../start-order.ts';
import { Supervisor } from './supervisor.ts';

/** Real servers in Linux namespaces: no Docker, no root. */
export const processes: Engine = { kind: 'processes', available, lacks, prepare, examine, start };

async function available(): Promise<Availability> {
  if (process.platform !== 'linux')
    return {
      ok: false,
      because: `it needs Linux, this is ${process.platform}`,
      hint: 'Drill with `--engine containers`, or in a Linux virtual machine.',
    };
  const namespaces = process.getuid?.() === 0 ? ['-m', '-n', '-p', '-f'] : ['-Urmn', '-pf'];
  const tried = await execa('unshare', [...namespaces, 'true'], { stdin: 'ignore', reject: false });
  if (!tried.failed) return { ok: true };
  return {
    ok: false,
    because: `this machine denies namespaces: ${messageOf(tried.stderr || tried.shortMessage)}`,
    hint: 'Allow user namespaces (`sysctl kernel.unprivileged_userns_clone=1`, on Ubuntu also `kernel.apparmor_restrict_unprivileged_userns=0`; in a container start it with --security-opt seccomp=unconfined), or drill with `--engine containers`.',
  };
}

function lacks(stack: Stack): readonly string[] {
  return stack.services.flatMap(service => {
    if (service.run === undefined) return [`service ${service.name} has no x-drillbook \`run\``];
    const missing = runnerOf(service).lacks(service);
    return [
      ...(missing === undefined ? [] : [`service ${service.name}: ${missing}`]),
      ...(service.replicas > 1 ? [`service ${service.name}: ${service.replicas} replicas`] : []),
    ];
  });
}

/** Fetches what the stack needs and this machine has not yet; before any clock runs. */
async function prepare(stack: Stack | undefined, onProgress: (message: string) => void = () => {}): Promise<void> {
  const packages = stack?.bastion.packages;
  if ((await findLayer(packages)) === undefined) await makeLayer(onProgress, packages);
  if (stack === undefined || stack.services.some(isPostgres)) await postgresBinaries(onProgress);
  if (stack === undefined) return;
  for (const service of stack.services) await runnerOf(service).prepare(service, stack);
}

function isPostgres({ run }: Service): boolean {
  return run?.command.startsWith('postgres') === true;
}

async function examine(stack: Stack): Promise<readonly Examined[]> {
  return Promise.all(
    stack.services.map(async service => {
      const what = service.run === undefined ? `service ${service.name}` : `\`${service.run.command}\` of ${service.name}`;
      if (service.run === undefined)
        return {
          what,
          ok: false,
          found: 'no x-drillbook `run`',
          todo: 'Say how it runs without its image, or drill with `--engine containers`.',
        };
      const missing = runnerOf(service).lacks(service);
      if (missing !== undefined) return { what, ok: false, found: missing, todo: 'Drill with `--engine containers`.' };
      try {
        return { what, ok: true, found: (await runnerOf(service).prepare(service, stack)).runs };
      } catch (thrown) {
        return {
          what,
          ok: false,
          found: messageOf(thrown),
          todo: thrown instanceof HarnessError ? thrown.hint : 'Run `drillbook doctor`.',
        };
      }
    }),
  );
}

async function start(stack: Stack, options: StartOptions): Promise<RunningStack> {
  const layer = (await findLayer(stack.bastion.packages)) ?? (await makeLayer(options.onProgress, stack.bastion.packages));
  const began = performance.now();
  const services: readonly PreparedService[] = await Promise.all(
    stack.services.map(async service => ({
      service,
      prepared: await withOwnClock(service, await runnerOf(service).prepare(service, stack), layer.root),
    })),
  );
  const postgres = stack.services.some(isPostgres) ? await postgresBinaries(options.onProgress) : undefined;
  const { spec, copies, binds } = sandboxPlan(stack, services, options.standIns);
  const mountPoint = join(cacheFolder(), 'mount-point');
  await mkdir(mountPoint, { recursive: true });

  const outputs = new Map<number, SandboxOutput>();
  const calls = new Map<number, AbortController>();
  let running: SandboxedStack | undefined;
  const supervisor = await Supervisor.start(
    {
      mountPoint,
      layer: layer.root,
      node: process.execPath,
      supervisor: insideProgram('supervisor'),
      copies,
      binds,
      root: process.getuid?.() === 0,
      sizeBytes: 1024 ** 3,
      ...(postgres ? { postgres: postgres.folder } : {}),
    },
    event => {
      if (event.event === 'output') outputs.get(event.shell)?.listener?.(event.stream, event.text);
      else if (event.event === 'standInGone') calls.get(event.call)?.abort(new Error('the caller has gone'));
      else if (event.event === 'standIn') {
        const controller = new AbortController();
        calls.set(event.call, controller);
        void answerStandIn(event, controller.signal).finally(() => calls.delete(event.call));
      }
    },
  );

  async function answerStandIn(
    event: Pick<StandInCall, 'tool' | 'argv' | 'cwd' | 'environment' | 'tty' | 'refusedAtTerminal'> & { readonly call: number },
    signal: AbortSignal,
  ): Promise<void> {
    const { call: id } = event;
    let hasReadAhead = false;
    const call: StandInCall = {
      tool: event.tool,
      argv: event.argv,
      cwd: event.cwd,
      environment: event.environment,
      tty: event.tty,
      refusedAtTerminal: event.refusedAtTerminal,
      signal,
      write: (stream, text) => supervisor.call('standInWrite', { call: id, stream, text }),
      async pass({ service }, argv, { readsAhead = false, ...passed } = {}) {
        hasReadAhead ||= readsAhead;
        const part = services.find(candidate => candidate.service.name === service);
        const where =
          part === undefined
            ? {
                cell: stack.layout === 'host' ? hostCell : bastionCell,
                environment: { ...operatorEnvironment(stack), ...event.environment },
                cwd: event.cwd,
              }
            : {
                cell: stack.layout === 'host' ? hostCell : part.service.name,
                environment: environmentOf(part),
                cwd: part.prepared.cwd,
              };
        const { status } = await execIn(supervisor, where.cell, part === undefined ? argv : onOwnClock(part.service, argv), {
          cwd: where.cwd,
          ...passed,
          environment: { ...where.environment, ...passed.environment },
          streamsOf: id,
          signal,
        });
        return status;
      },
    };
    const status = running === undefined ? 125 : await options.onStandIn(call, running).catch(() => 125);
    await supervisor.call('standInEnd', { call: id, status, readsAhead: hasReadAhead }).catch(() => {});
  }

  try {
    await supervisor.call('setup', spec);
    running = new SandboxedStack(stack, services, supervisor, outputs, () => supervisor.end());
    await startInOrder(stack, running, { deadline: began + options.provisionMs, signal: options.signal });
    for (const { service, prepared } of services) {
      if (prepared.keeps) await keepFirstStart(supervisor, stack.layout === 'host' ? hostCell : service.name, prepared.keeps);
    }
    return running;
  } catch (thrown) {
    await supervisor.end();
    throw thrown;
  }
}
