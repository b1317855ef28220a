import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { InspectedProcess } from '../../engines/engine.ts';
import { unknownService } from '../../operations/known-service.ts';
import { messageOf } from '../../support/harness-error.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { firstByte } from '../process/first-byte.ts';
import { notInjected, prove } from '../proof.ts';
import { ownInspector, NoInspector, withInspector, type Inspector, type NodeProcess } from './inspector.ts';
import { nodeProcesses, stillThere } from './node-processes.ts';

const answerMs = 1000;
/** A loop that turns waits within this time, unless it has much to do: looked at more than once. */
const [watchMs, watches] = [250, 3];
/** The first words of the process's own inspector are about its end: it must have gone before. */
const beginsAfterMs = 30;

/** Runs in the process: closes the inspector behind itself, then never comes back to the event loop. */
const hang = `{ ${ownInspector} let over = false; void setTimeout(() => { inspector.close(); while (!over) {} }, ${beginsAfterMs}) }`;
const goOn = 'over = true';

/**
 * Keeps the event loop of an unmodified Node app busy for ever, as an endless loop or a regular expression that backtracks does.
 *
 * It is put in through the inspector, which SIGUSR1 opens; the app's log says so. A restart ends it.
 *
 * @example `node.event-loop-hang: { service: web }`
 */
export const nodeEventLoopHang = defineFault({
  kind: 'node.event-loop-hang',
  about: 'The event loop of a Node app never comes back.',
  symptom: 'Connections open and no byte comes; the process lives and uses a whole processor, and checks that only connect stay green.',
  example: { service: 'web' },
  settings: z.strictObject({ service: z.string().describe('The service; a Node app') }),
  needs: ['process'],
  persistence: 'held',
  summarize: ({ service }) => `the event loop of ${service} hung`,
  target: ({ service }) => service,
  check: ({ service }, stack) => unknownService(service, stack),
  async inject({ service: name }, { stack, signal }) {
    const service = serviceOf(stack, name);
    needed(service, 'process');
    const found = await nodeProcesses(service);
    const hung: (NodeProcess & { readonly port: number | undefined })[] = [];
    let why = `${name} has no Node process`;
    const undo = async (): Promise<void> => {
      const ended = await Promise.allSettled(hung.map(one => release(one)));
      const failed = ended.find(({ status }) => status === 'rejected');
      if (failed?.status === 'rejected') throw failed.reason;
    };
    const release = async (one: NodeProcess): Promise<void> => {
      const now = await stillThere(one);
      if (now === undefined || !(await look(one)).isHung) return;
      await withInspector(stack, name, { instance: one.instance, process: now }, new AbortController().signal, leaveLoop);
    };
    for (const one of found) {
      try {
        await withInspector(stack, name, one, signal, async inspector => {
          hung.push({ ...one, port: one.process.listens.find(port => port !== inspector.port) });
          await inspector.evaluate(hang);
        });
      } catch (thrown) {
        if (!signal.aborted && thrown instanceof NoInspector) {
          why = thrown.message;
          continue;
        }
        // What was asked for may begin although no answer came.
        await sleep(2 * beginsAfterMs);
        await undo().catch(() => {});
        signal.throwIfAborted();
        throw notInjected(
          `the event loop of ${name} could not be reached`,
          thrown,
          'Look into its log: the inspector says there what it does.',
        );
      }
    }
    return {
      proveEffect: () =>
        prove(`the event loop of ${name}`, signal, async limit => {
          if (hung.length === 0) return { held: false, proof: why };
          const asked = hung[0] as (typeof hung)[number];
          const { port } = asked;
          const [looks, answer] = await Promise.all([
            Promise.all(hung.map(async one => ({ ...one, ...(await look(one)) }))),
            port === undefined ? undefined : firstByte(stack, name, { instance: asked.instance, port, timeoutMs: answerMs, signal: limit }),
          ]);
          const living = looks.filter(({ lives }) => lives);
          if (living.length === 0) return { held: false, proof: `the processes of ${name} that hung are gone` };
          const turning = living.find(one => !one.isHung);
          if (turning !== undefined) return { held: false, proof: `the event loop of node (pid ${turning.process.pid}) of ${name} turns` };
          const turns = `node (pid ${living[0]?.process.pid ?? '?'}) of ${name} runs and has not waited for an event in ${watchMs} ms`;
          if (answer === undefined) return { held: true, proof: turns };
          if (answer.is === 'silent')
            return { held: true, proof: `${turns}; a new connection to port ${port} opens and gets no byte in ${answer.afterMs} ms` };
          return {
            held: false,
            proof: `${turns}, and yet a new connection to port ${port} ${answer.is === 'answered' ? 'is answered' : answer.is === 'closed' ? 'is closed' : `fails: ${answer.message}`}`,
          };
        }),
      undo,
    };
  },
});

/** Through a pause of the debugger, which reaches a loop that never ends: where it stands, the loop's own variable can be set. */
async function leaveLoop(inspector: Inspector): Promise<void> {
  const paused = inspector.next<{ readonly callFrames: readonly { readonly callFrameId: string }[] }>('Debugger.paused');
  paused.catch(() => {});
  await inspector.send('Debugger.enable');
  await inspector.send('Debugger.pause');
  const { callFrames } = await paused;
  try {
    await inspector.send('Debugger.evaluateOnCallFrame', { callFrameId: callFrames[0]?.callFrameId ?? '', expression: goOn });
  } finally {
    await inspector.send('Debugger.resume');
    await inspector.send('Debugger.disable');
  }
  await inspector
    .evaluate(`{ ${ownInspector} void setTimeout(() => inspector.close(), ${beginsAfterMs}) }`)
    .catch(thrown => void messageOf(thrown));
}

/** Its first thread is on a processor at the beginning and the end of a while, and has never waited between: a loop that turns waits for events. */
async function look(one: NodeProcess): Promise<{ readonly lives: boolean; readonly isHung: boolean }> {
  let first = await stillThere(one);
  for (let watch = 0; watch < watches && isRunning(first); watch++) {
    await sleep(watchMs);
    const last = await stillThere(one);
    if (isRunning(last) && last?.waits === first?.waits) return { lives: true, isHung: true };
    first = last;
  }
  return { lives: first !== undefined, isHung: false };
}

/** On a processor, or kept from it by a stop. */
function isRunning(process: InspectedProcess | undefined): boolean {
  return process?.state === 'R' || process?.state === 'T';
}
