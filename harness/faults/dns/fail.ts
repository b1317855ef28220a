import { z } from 'zod';
import type { NameControl } from '../../engines/engine.ts';
import { namesFor } from '../known-names.ts';
import { unknownService } from '../../operations/known-service.ts';
import { nearest } from '../../support/nearest.ts';
import { defineFault, serviceOf } from '../fault.ts';
import { needed } from '../needed.ts';
import { notInjected, prove } from '../proof.ts';

/** A name that is not found takes its asker no time; one whose resolver is dead a little. */
const lookMs = 8000;
/** Of the names that are looked up where all are harmed. */
const most = 4;

interface Settings {
  readonly service: string;
  readonly name?: string | undefined;
  readonly answer: 'none' | 'wrong';
  readonly pooled: 'keep' | 'end';
}

/** Harms what one service finds when it looks names up: one name is not found, or leads to where nobody is; or the resolver is dead. */
export const dnsFail = defineFault<Settings>({
  kind: 'dns.fail',
  about: 'A service finds no address, or a wrong one, for the names of its peers.',
  symptom:
    'New connections by name fail with `ENOTFOUND` (one name), `EAI_AGAIN` (all names) or run into their limits (wrong address); connections that are open go on, and others find the names.',
  example: { service: 'api', name: 'database' },
  settings: z
    .strictObject({
      service: z.string().describe('The service that looks names up'),
      name: z
        .string()
        .optional()
        .describe('The name, such as that of another service; else no name at all is found, as with a dead resolver'),
      answer: z
        .enum(['none', 'wrong'])
        .default('none')
        .describe('The name is not found (`none`), or leads to an address where nobody is (`wrong`); `none`'),
      pooled: z
        .enum(['keep', 'end'])
        .default('keep')
        .describe('What becomes of connections that are open already: programs keep them until they give them back, or they are broken'),
    })
    .refine(({ name, answer }) => name !== undefined || answer === 'none', {
      path: ['answer'],
      error: 'expected `name` beside answer: wrong, or answer: none',
    }) as never,
  needs: ['names', 'network'],
  unsupportedWhere: 'open connections are to be ended and the kernel cannot break them',
  persistence: 'external',
  summarize: ({ service, name, answer }) =>
    name === undefined
      ? `${service} could look up no name`
      : answer === 'none'
        ? `the name ${name} was not found by ${service}`
        : `the name ${name} led ${service} to a wrong address`,
  target: ({ service }) => service,
  check({ service, name }, stack) {
    const unknown = unknownService(service, stack);
    if (unknown.length > 0 || name === undefined) return unknown;
    const known = namesFor(service, stack);
    if (known.some(one => one.toLowerCase() === name.toLowerCase())) return [];
    const close = nearest(name, known);
    return [
      `unexpected name "${name}", expected one that the stack gives to a peer of ${service}: ${known.join(', ') || '(it has none)'}${close === undefined ? '' : `; did you mean "${close}"?`}`,
    ];
  },
  async inject({ service: target, name, answer, pooled }, { stack, signal }) {
    const service = serviceOf(stack, target);
    const names = needed(service, 'names');
    const network = needed(service, 'network');
    const runs = async (): Promise<boolean> => (await service.status({ health: false })).state === 'running';
    let before: ReadonlyMap<string, readonly string[]>;
    try {
      before = (await runs()) ? await found(names, name === undefined ? namesFor(target, stack.spec) : [name]) : new Map();
      await (name === undefined ? names.fail() : names.override(name, answer === 'none' ? 'none' : 'nobody'));
      const addresses = [...new Set([...before.values()].flat())];
      if (pooled === 'end' && addresses.length > 0) await network.abort(addresses);
    } catch (thrown) {
      await undo().catch(() => {});
      throw notInjected(`the names of ${target} could not be harmed`, thrown, 'Look whether the service runs.');
    }
    async function undo(): Promise<void> {
      await (name === undefined ? names.unfail() : names.restore(name));
    }
    return {
      proveEffect: () =>
        prove(
          `what ${target} finds`,
          signal,
          async () => {
            if (before.size === 0)
              return {
                held: false,
                proof: `${target} did not run, or found ${name === undefined ? 'no name of a peer' : `no address for ${name}`} before, either`,
              };
            if (!(await runs())) return { held: false, proof: `${target} does not run, so nobody looks names up` };
            const now = await Promise.all(
              [...before].map(async ([one, old]) => {
                const { addresses, code } = await names.lookup(one);
                return {
                  text: addresses.length === 0 ? `${one} is not found (${code ?? 'no address'})` : `${one} is ${addresses.join(', ')}`,
                  harmed: answer === 'none' ? addresses.length === 0 : addresses.length > 0 && !addresses.some(here => old.includes(here)),
                };
              }),
            );
            return { held: now.every(({ harmed }) => harmed), proof: `from ${target}, ${now.map(({ text }) => text).join('; ')}` };
          },
          lookMs,
        ),
      undo,
    };
  },
});

/** Names that lead somewhere, with their addresses. */
async function found(names: NameControl, all: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>();
  const asked = await Promise.all(all.slice(0, most).map(async name => [name, (await names.lookup(name)).addresses] as const));
  for (const [name, addresses] of asked) if (addresses.length > 0) known.set(name, addresses);
  return known;
}
