import { randomBytes } from 'node:crypto';
import { relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Release } from '../../model/release.ts';
import type { Stack } from '../../model/stack.ts';
import { HarnessError } from '../../support/harness-error.ts';
import { UndoStack } from '../../support/undo-stack.ts';
import type { RunningStack, StartOptions } from '../engine.ts';
import { startInOrder, type StartPace } from '../start-order.ts';
import { makeNetwork } from './addresses.ts';
import type { Agent, AgentEvent } from './agent.ts';
import { bastionImage, haveBastionImage } from './bastion-image.ts';
import { bastionOf, type OutputListener } from './bastion.ts';
import { watchContainers } from './container-events.ts';
import { EditedFiles } from './edited-files.ts';
import { withImageHealth } from './image-health.ts';
import { haveBuilt, havePulled, imageOf } from './images.ts';
import { ImpairedWays } from './impaired-ways.ts';
import { stackLabels } from './labels.ts';
import { OwnClock, readLibrary } from './own-clock.ts';
import { reaped } from './reaper.ts';
import { runtime, type Container, type Runtime } from './runtime.ts';
import { ContainerService } from './service.ts';
import { remount } from './remount.ts';
import { Sidecars } from './sidecars.ts';
import { ContainerStack } from './stack.ts';
import { StandInCalls } from './stand-in-calls.ts';
import { bastionName, startBastion } from './start-bastion.ts';
import { releasedService, startService } from './start-service.ts';
import { removeStack } from './sweep.ts';
import { bindsOf, isSized, makeVolume, mountsOf, volumesOf } from './volumes.ts';
import { unwatch, watch } from './watchdog.ts';

/**
 * A server that makes its first files is green for a moment and goes down again. Docker asks for the first
 * time after the interval; asked more often, a service must stay healthy as long, but for no longer than this.
 */
const longestSteadyMs = 2000;
const pace: StartPace = { everyMs: 150, steadyMs: service => Math.min(service.healthcheck?.intervalMs ?? 0, longestSteadyMs) };
/** What an answer of Docker's may take beyond the time for provisioning. */
const hangMs = 10_000;

/** Makes a stack of containers: networks and volumes, the bastion, then the services in their order. */
export async function startStack(stack: Stack, options: StartOptions): Promise<RunningStack> {
  const began = performance.now();
  const client = await runtime();
  const id = randomBytes(6).toString('hex');
  const undo = new UndoStack();
  let ended: Promise<void> | undefined;
  const end = (): Promise<void> => (ended ??= unwindAll(undo));
  watch(id);
  undo.push('its containers, networks and volumes', async () => {
    await removeStack(client.container.dockerode, id);
    // Else the watchdog tries again when this process is gone.
    unwatch(id);
  });
  try {
    return await make(client, stack, { ...options, id, began, undo, end });
  } catch (thrown) {
    await end().catch(() => {});
    throw thrown;
  }
}

interface Making extends StartOptions {
  readonly id: string;
  readonly began: number;
  readonly undo: UndoStack;
  readonly end: () => Promise<void>;
}

async function make(client: Runtime, given: Stack, making: Making): Promise<RunningStack> {
  const { id, undo } = making;
  const docker = client.container.dockerode;
  const reaper = await reaped(client);
  const labels = { ...stackLabels(id), ...reaper.labels };
  const images = new Map(await Promise.all(given.services.map(async service => [service.name, await imageOf(service, given)] as const)));
  // What `prepare` could not get is told in its words, not in Docker's.
  await haveBastionImage(client, given, () => {});
  for (const service of given.services)
    await (service.build === undefined
      ? havePulled(client, images.get(service.name) ?? '', () => {})
      : haveBuilt(client, service, given, () => {}));
  const stack = await withImageHealth(client, given, images);
  const looks = new Map(await Promise.all([...images].map(async ([name, image]) => [name, await lookOf(client, image)] as const)));
  const volumes = volumesOf(stack, id);
  const [networks] = await Promise.all([
    Promise.all(stack.layout === 'host' ? [] : stack.networks.map(({ name }) => makeNetwork(docker, stack, id, name))),
    Promise.all(volumes.map(volume => makeVolume(docker, id, volume))),
  ]);

  const outputs = new Map<number, OutputListener>();
  const services = new Map<string, ContainerService>();
  let running: RunningStack | undefined;
  let bastion: { readonly agent: Agent; readonly container: Container } | undefined;
  const agent = (): Agent => {
    if (bastion === undefined) throw new Error('unexpected call before the bastion runs');
    return bastion.agent;
  };
  const edited = new EditedFiles(client, stack, volumes, agent, name =>
    (services.get(name)?.instances() ?? []).flatMap(({ container }) => container ?? []),
  );
  const standIns = new StandInCalls(stack, agent, services, edited, making.onStandIn);
  const onEvent = (event: AgentEvent): void => {
    if (event.event === 'output') outputs.get(event.shell)?.(event.stream, event.text);
    else if (event.event === 'standIn') void standIns.answer(event, running);
    else if (event.event === 'standInGone') standIns.gone(event.call);
  };
  const sidecars = new Sidecars({ runtime: client, stackId: id, image: bastionImage(stack), labels, reaped: reaper.on });
  undo.push('its sidecars', () => sidecars.close());
  const ways = new ImpairedWays({
    bastion: agent,
    sidecar: container => sidecars.of(container, { withTunnel: true }),
    side(name) {
      const found = services.get(name);
      if (found === undefined) throw new Error(`unexpected service "${name}"`);
      return found.side;
    },
  });
  const besideBastion = async (): Promise<Agent> => {
    const beside = bastion === undefined ? undefined : await sidecars.of(bastion.container, { inItsNetworkAlone: true });
    if (beside === undefined) throw new Error('unexpected absence of the bastion, expected it to run');
    return beside;
  };
  const updateRelays = async (): Promise<void> => {
    const known = [...services.values()].flatMap(({ name, address }) => (address === undefined ? [] : [[name, address] as const]));
    // Without an agent there is no stack any more, which is told otherwise.
    await bastion?.agent.call('relays', { addresses: Object.fromEntries(known) }).catch(() => {});
  };

  let onFilled: () => void = () => {};
  const filled = new Promise<void>(resolve => (onFilled = resolve));
  const bastionStart = startBastion(client, stack, { ...making, labels, reaped: reaper.on, networks, volumes, onEvent, onFilled }).then(
    made => {
      bastion = made;
      undo.push('its bastion', () => made.agent.close());
      return made;
    },
  );
  bastionStart.catch(() => {});
  const events = await watchContainers(docker, id, containerId =>
    [...services.values()]
      .flatMap(service => service.instances())
      .find(({ container }) => container?.id === containerId)
      ?.ended(),
  );
  undo.push('watching its containers', () => events.close());

  let library: Promise<Buffer> | undefined;
  for (const service of stack.services) {
    const mounts = mountsOf(service, stack, volumes);
    const image = images.get(service.name) ?? '';
    const stopSignal = service.stopSignal === 'SIGTERM' ? looks.get(service.name)?.stopSignal : service.stopSignal;
    const own = networks.filter(({ name }) => service.networks.includes(name));
    // A tmpfs lives as long as somebody has it mounted: the bastion before all others, or what an image puts there is lost.
    const isHeld = mounts.some(({ volume }) => isSized(volume)) ? bastionStart : undefined;
    const clock =
      service.ownClock === true && service.readOnly !== true
        ? new OwnClock(service.name, (library ??= readLibrary(docker, bastionImage(stack), labels)), () =>
            (services.get(service.name)?.instances() ?? []).flatMap(({ container }) => container ?? []),
          )
        : undefined;
    const create = async (number: number, release: Release | undefined): Promise<Container> => {
      await isHeld;
      return startService(client, stack, releasedService(service, release), number, {
        id,
        image,
        labels,
        reaped: reaper.on,
        networks: own,
        all: networks,
        binds: bindsOf(mounts),
        volumes,
        server: bastionName(id),
        mountEdited: async container => (running === undefined ? undefined : edited.mountIn(service.name, container)),
        ...(clock === undefined ? {} : { clock }),
      });
    };
    services.set(
      service.name,
      new ContainerService({
        docker,
        stack,
        service,
        runs: `${service.image ?? `built from ${relative(stack.folder, service.build?.context ?? '') || '.'}`} (image ${looks.get(service.name)?.id ?? '?'})`,
        ...(stopSignal === undefined ? {} : { stopSignal }),
        networks: own,
        mounts,
        bastion: agent,
        sidecars,
        remount: (volume, options) => remount(docker, { image: bastionImage(stack), labels }, volume, options),
        create,
        // Before the bastion runs there is no operator.
        ...(clock === undefined ? {} : { clock }),
        beforeStart: async () => (bastion === undefined ? undefined : edited.mountAnew(service.name)),
        ways: () => ways,
        onChange: async () => {
          await updateRelays();
          await ways.lead();
        },
        besideBastion,
      }),
    );
  }
  undo.push('its services', () => {
    for (const instance of [...services.values()].flatMap(service => service.instances())) instance.retire();
  });
  const deadline = making.began + making.provisionMs;
  // A Docker that hangs answers no question in time.
  const late = new AbortController();
  const tooLate = sleep(making.provisionMs + hangMs, undefined, { signal: late.signal, ref: false }).then(() => {
    throw new HarnessError(
      'stack-not-healthy',
      `the stack did not start in ${Math.round((making.provisionMs + hangMs) / 1000)} s`,
      'Look whether Docker still answers (`docker ps`).',
    );
  });
  tooLate.catch(() => {});
  try {
    const healthy = (async () => {
      // The services of a server live in it; others only need what their volumes hold.
      await (stack.layout === 'host' ? bastionStart : Promise.race([filled, bastionStart]));
      await startInOrder(stack, { services }, { deadline, signal: making.signal, pace });
    })();
    healthy.catch(() => {});
    const lost = Promise.race([bastionStart.then(({ agent: started }) => started.lost), events.lost]);
    const [{ agent: started }] = await Promise.race([
      Promise.all([bastionStart, healthy]),
      lost.then(error => Promise.reject(error)),
      tooLate,
    ]);
    running = new ContainerStack({
      spec: stack,
      services,
      agent: started,
      bastion: bastionOf(stack, started, outputs),
      sidecars,
      lost,
      end: making.end,
    });
    // Ports of what was up before the bastion.
    await Promise.all([updateRelays(), edited.begin()]);
    return running;
  } finally {
    late.abort();
  }
}

/** An image's id as `docker images` shows it (the same image has it everywhere), and the signal that it wants to be stopped by. */
async function lookOf(client: Runtime, image: string): Promise<{ readonly id: string; readonly stopSignal?: string }> {
  const { Id: id, Config: config } = await client.container.dockerode.getImage(image).inspect();
  const { StopSignal: stopSignal } = config as { StopSignal?: string };
  return { id: id.replace('sha256:', '').slice(0, 12), ...(stopSignal === undefined ? {} : { stopSignal }) };
}

async function unwindAll(undo: UndoStack): Promise<void> {
  const [failure] = await undo.unwind();
  if (failure !== undefined) throw new Error(`${failure.what}: ${failure.message}`);
}
