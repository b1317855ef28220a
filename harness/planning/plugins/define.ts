import type { z } from 'zod';
import type { CapabilityName, RunningStack, StandInCall } from '../../engines/engine.ts';
import type { FaultContext } from '../../faults/fault.ts';
import type { Persistence } from '../../model/event.ts';
import type { Answer } from '../../model/operation.ts';
import type { Stack } from '../../model/stack.ts';
import type { OperationContext } from '../../operations/operation.ts';

/** What is written behind the kind in a scenario: a schema of zod 4, or a function that makes one, so that a plugin needs no package. */
export type PluginSettings<S> = z.ZodType<S> | ((zod: typeof z) => z.ZodType<S>);

/** A fault of your own, see `defineFault`. `I` is what `inject` hands on to the proof and the undo. */
export interface FaultPlugin<S = never, I = never> {
  /** The key in `faults:`, such as `mail.refused`. */
  readonly kind: string;
  /** One sentence for the report. */
  readonly about: string;
  readonly settings: PluginSettings<S>;
  /** What the engine must be able to do to the target. */
  readonly needs: readonly CapabilityName[];
  /** `held` while we hold it, `damage` until somebody mends it, `external` when it lies outside of the service, `transient` when it passes. */
  readonly persistence: Persistence;
  /** One line on what was done. */
  summarize(settings: S): string;
  /** The service that is harmed; undefined when it is no single one. */
  target(settings: S): string | undefined;
  /** What only the stack can tell: each text is a Problem at the scenario's line. */
  check?(settings: S, stack: Stack): readonly string[];
  /** Does the harm. What it resolves to is handed to `proveEffect` and `undo`. */
  inject(settings: S, context: FaultContext): Promise<I>;
  /**
   * Whether the fault has effect, by something that is seen (an errno, a file, a process state), and that in one line. Asked before
   * the harm as well, without `injected`, where it must not hold: a proof that always holds proves nothing.
   */
  proveEffect(settings: S, context: FaultContext, injected: I | undefined): Promise<{ readonly held: boolean; readonly proof: string }>;
  /** Takes the harm back; also when `inject` did not come to its end, and when the cause has already gone. Never called before the verdict. */
  undo(settings: S, context: FaultContext, injected: I | undefined): Promise<void>;
}

/** A kind of probe (and of other operations) of your own, see `defineProbe`. */
export interface ProbePlugin<S = never> {
  /** The key of a probe, such as `amqp`. */
  readonly kind: string;
  readonly settings: PluginSettings<S>;
  check?(settings: S, stack: Stack): readonly string[];
  /**
   * Asks once, over `context.stack`, within `context.timeoutMs`. What the system did is an answer, also a refused connection
   * (`{ answered: false, text: '', error }`); what is thrown means that we could not ask, and makes the trial inconclusive.
   */
  ask(settings: S, context: OperationContext): Promise<Omit<Answer, 'durationMs'>>;
}

/** A stand-in of your own, see `defineShim`. */
export interface ShimPlugin {
  /** The tool's name on PATH. */
  readonly kind: string;
  /** Which tool and version it follows, for reports. */
  readonly follows: string;
  /**
   * Does what the tool documents and resolves to its exit status. For what it does not know it calls `unsupported`, which makes the
   * trial inconclusive: a stand-in never pretends.
   */
  run(call: StandInCall, stack: RunningStack, unsupported: (what: string) => never): Promise<number>;
}

/**
 * Defines a fault for `plugins:` in drillbook.yaml. It gives back what it is given, with its types known.
 *
 * @example
 * export default defineFault({
 *   kind: 'web.maintenance',
 *   about: 'The maintenance page is switched on.',
 *   settings: z => z.strictObject({ service: z.string() }),
 *   needs: ['files'],
 *   persistence: 'damage',
 *   summarize: ({ service }) => `the maintenance page of ${service} is on`,
 *   target: ({ service }) => service,
 *   inject: ({ service }, { stack }) => stack.services.get(service).can.files.write('/srv/maintenance', ''),
 *   async proveEffect({ service }, { stack }) {
 *     const held = await stack.services.get(service).can.files.exists('/srv/maintenance');
 *     return { held, proof: held ? '/srv/maintenance exists' : '/srv/maintenance is not there' };
 *   },
 *   undo: ({ service }, { stack }) => stack.services.get(service).can.files.remove('/srv/maintenance'),
 * });
 */
export function defineFault<S, I>(definition: FaultPlugin<S, I>): FaultPlugin<S, I> {
  return definition;
}

/**
 * Defines a kind of probe for `plugins:` in drillbook.yaml. It gives back what it is given, with its types known.
 *
 * @example
 * export default defineProbe({
 *   kind: 'banner',
 *   settings: z => z.strictObject({ host: z.string(), port: z.int() }),
 *   async ask({ host, port }, { stack, timeoutMs, signal }) {
 *     try {
 *       const stream = await stack.dial(host, port, { timeoutMs, signal });
 *       for await (const chunk of stream) return { answered: true, text: String(chunk) };
 *       return { answered: false, text: '', error: 'it closed without a word' };
 *     } catch (error) {
 *       return { answered: false, text: '', error: error.message };
 *     }
 *   },
 * });
 */
export function defineProbe<S>(definition: ProbePlugin<S>): ProbePlugin<S> {
  return definition;
}

/**
 * Defines a stand-in for `plugins:` in drillbook.yaml. It gives back what it is given, with its types known.
 *
 * @example
 * export default defineShim({
 *   kind: 'appctl',
 *   follows: 'appctl 2.1',
 *   async run({ argv, write }, stack, unsupported) {
 *     if (argv.join(' ') !== 'restart') return unsupported(`appctl ${argv.join(' ')}`);
 *     const { process } = stack.services.get('app').can;
 *     await process.stop();
 *     await process.start();
 *     await write('stdout', 'restarted\n');
 *     return 0;
 *   },
 * });
 */
export function defineShim(definition: ShimPlugin): ShimPlugin {
  return definition;
}
