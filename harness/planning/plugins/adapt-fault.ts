import type { CapabilityName } from '../../engines/engine.ts';
import type { FaultContext, FaultDefinition, InjectedFault } from '../../faults/fault.ts';
import { prove, type Proof } from '../../faults/proof.ts';
import type { Persistence } from '../../model/event.ts';
import { deadline } from '../../operations/deadline.ts';
import { unknownService } from '../../operations/known-service.ts';
import { HarnessError, messageOf } from '../../support/harness-error.ts';
import { unlessAborted } from '../../support/unless-aborted.ts';
import type { FaultPlugin } from './define.ts';
import { badKind, badMembers, inPlugin, settingsOf } from './members.ts';

/** Settings of a scenario's fault that are no kinds. */
const reserved = ['name', 'after', 'during'];
const proofMs = 10_000;
const injectMs = 60_000;
const undoMs = 15_000;

// As records, so that a new one cannot be forgotten here.
const capabilities = Object.keys({
  process: 0,
  network: 0,
  volume: 0,
  files: 0,
  scale: 0,
  clock: 0,
  names: 0,
  upstream: 0,
  deploy: 0,
} satisfies Record<CapabilityName, 0>);
const persistences = Object.keys({ held: 0, damage: 0, external: 0, transient: 0 } satisfies Record<Persistence, 0>);

/** A plugin's fault as the drill knows faults, or what is wrong with it. Whatever a plugin returns is looked at: its word alone makes no effect. */
export function adaptFault(value: object, file: string): FaultDefinition | readonly string[] {
  const plugin = value as FaultPlugin<unknown, unknown>;
  const wrong = [
    ...badKind(plugin.kind, /^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/, reserved),
    ...badMembers(
      plugin,
      ['kind', 'about', 'settings', 'needs', 'persistence', 'summarize', 'target', 'check', 'inject', 'proveEffect', 'undo'],
      {
        text: ['about'],
        functions: ['summarize', 'target', 'inject', 'proveEffect', 'undo'],
        optional: ['check'],
      },
    ),
    ...(Array.isArray(plugin.needs) && plugin.needs.every(need => capabilities.includes(need))
      ? []
      : [`unexpected \`needs\`, expected a list of some of ${capabilities.join(', ')}`]),
    ...(persistences.includes(plugin.persistence) ? [] : [`unexpected \`persistence\`, expected one of ${persistences.join(', ')}`]),
  ];
  const settings = settingsOf(plugin.settings);
  if (wrong.length > 0 || 'wrong' in settings) return [...wrong, ...('wrong' in settings ? [settings.wrong] : [])];
  const { kind } = plugin;
  const target = (given: unknown): string | undefined => {
    const name: unknown = inPlugin(file, `${kind}: target`, () => plugin.target(given));
    if (name === undefined || typeof name === 'string') return name;
    throw new HarnessError(
      'plugin',
      `${file}: ${kind}: target gave ${typeof name}, expected a service's name or undefined`,
      'Mend the plugin.',
    );
  };
  return {
    kind,
    about: plugin.about,
    settings: settings.schema,
    needs: plugin.needs,
    persistence: plugin.persistence,
    summarize: given => String(inPlugin(file, `${kind}: summarize`, () => plugin.summarize(given))).replaceAll(/\s+/g, ' '),
    target,
    check(given, stack) {
      try {
        const more: unknown = plugin.check?.(given, stack) ?? [];
        return [
          ...unknownService(target(given), stack),
          ...(Array.isArray(more) ? more.map(String) : [`unexpected answer of the plugin's \`check\`, expected a list of texts`]),
        ];
      } catch (thrown) {
        return [`unexpected failure of the plugin ${file}: ${messageOf(thrown)}`];
      }
    },
    inject: async (given, context) => await inject(plugin, file, given, context),
  };
}

async function inject(
  plugin: FaultPlugin<unknown, unknown>,
  file: string,
  settings: unknown,
  context: FaultContext,
): Promise<InjectedFault> {
  const { kind } = plugin;
  let injected: unknown;
  const look = (): Promise<Proof> =>
    prove(
      `\`proveEffect\` of ${kind}`,
      context.signal,
      async () => {
        const found: unknown = await plugin.proveEffect(settings, context, injected);
        const { held, proof } = (typeof found === 'object' && found !== null ? found : {}) as Partial<Proof>;
        if (typeof held !== 'boolean' || typeof proof !== 'string')
          throw new HarnessError(
            'plugin',
            `${file}: ${kind}: unexpected answer of proveEffect, expected { held: true or false, proof: text }`,
            'Mend the plugin.',
          );
        return { held, proof: proof.replaceAll(/\s+/g, ' ').trim() };
      },
      proofMs,
    );
  if ((await look()).held)
    throw new HarnessError(
      'fault-not-injected',
      `${file}: \`proveEffect\` of ${kind} holds before anything was injected, so it would prove nothing`,
      'Let it look at something that the fault alone brings about.',
    );
  const undo = async (): Promise<void> => await plugin.undo(settings, context, injected);
  const limit = deadline(injectMs, context.signal);
  try {
    injected = await unlessAborted((async () => await plugin.inject(settings, context))(), limit.signal);
  } catch (thrown) {
    // It may have come half-way.
    const last = deadline(undoMs, new AbortController().signal);
    await unlessAborted(undo(), last.signal).catch(() => undefined);
    last.release();
    context.signal.throwIfAborted();
    throw new HarnessError('fault-not-injected', `${file}: ${kind}: ${messageOf(thrown)}`, 'Mend the plugin, or what it needs.', {
      cause: thrown,
    });
  } finally {
    limit.release();
  }
  return { proveEffect: look, undo };
}
