import type { z } from 'zod';
import type { Stack } from '../model/stack.ts';
import { readYaml } from '../reading/yaml/read-yaml.ts';
import { completeFault, ofVolumes, type FaultSettings } from './complete-fault.ts';
import { yamlLine } from '../support/yaml-line.ts';
import { shellWord } from './shell-word.ts';

/** What reading must know of the faults. */
export interface FaultKinds {
  readonly kinds: readonly string[];
  find(kind: string):
    | {
        readonly settings: z.ZodType;
        check?(settings: unknown, stack: Stack): readonly string[];
        readonly about: string;
        readonly example?: unknown;
      }
    | undefined;
  nearest(kind: string): string | undefined;
}

export type ReadFault =
  | { readonly fault: { readonly kind: string; readonly settings: FaultSettings } }
  | { readonly unexpected: string; readonly expected: string; readonly hint?: string };

/** A fault in one line: `kind:service`, or `kind:{…}` with its settings as YAML. What the stack leaves no choice about is added. */
export function readFault(text: string, stack: Stack, faults: FaultKinds): ReadFault {
  const [, kind = '', rest = ''] = /^\s*([^:{\s]*)\s*:?\s*(.*?)\s*$/s.exec(text) ?? [];
  const definition = faults.find(kind);
  if (definition === undefined) {
    const near = faults.nearest(kind);
    return { unexpected: `fault "${kind}"`, expected: near === undefined ? `one of ${faults.kinds.join(', ')}` : `"${near}"` };
  }
  const given = settingsIn(rest);
  if (given === undefined)
    return { unexpected: `"${text}"`, expected: `${kind}:<service>, or settings such as ${example(kind, {}, stack, faults)}` };
  const settings = completeFault(kind, given, stack);
  const read = definition.settings.safeParse(settings);
  if (!read.success) {
    const issues = read.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${plain(message)}`));
    return {
      unexpected: `fault "${text}" (${[...new Set(issues)].join('; ')})`,
      expected: 'all that it needs',
      hint: `For instance --fault ${shellWord(example(kind, settings, stack, faults))}`,
    };
  }
  const wrong = definition.check?.(read.data, stack) ?? [];
  // A check's own message says what is unexpected, and what is expected.
  const [, unexpected = '', expected = ''] = /^unexpected (.*?), expected (.*)$/s.exec(wrong[0] ?? '') ?? [];
  if (wrong.length === 0) return { fault: { kind, settings } };
  const hint = ofVolumes.has(kind) ? sizeHint(settings, stack) : undefined;
  return { unexpected: `${unexpected} in "${text}"`, expected, ...(hint === undefined ? {} : { hint }) };
}

/** A service's name alone, or a mapping. */
function settingsIn(text: string): FaultSettings | undefined {
  if (/^[A-Za-z0-9][\w.-]*$/.test(text)) return { service: text };
  if (!text.startsWith('{')) return undefined;
  const value = readYaml('--fault', text).document?.value;
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as FaultSettings) : undefined;
}

/** Of the validator's own words only those that a person needs. */
function plain(message: string): string {
  const type = /expected (\w+), received undefined/.exec(message)?.[1];
  return type === undefined ? message : `it is missing, a ${type}`;
}

/** One that can be copied: the fault's own example, with what was given and the services that were meant. */
function example(kind: string, settings: FaultSettings, stack: Stack, faults: FaultKinds): string {
  const own = (faults.find(kind)?.example ?? {}) as FaultSettings;
  const isService = (name: unknown): boolean => stack.services.some(one => one.name === name);
  const first = stack.services[0]?.name ?? '<service>';
  const all = Object.fromEntries(
    Object.entries(own).map(([key, value]) => {
      const given = settings[key] ?? (key === 'from' ? settings['service'] : undefined);
      if (key !== 'service' && key !== 'from' && key !== 'on') return [key, given ?? value];
      return [key, isService(given) ? given : first];
    }),
  );
  return Object.keys(all).length === 1 && 'service' in all ? `${kind}:${String(all['service'])}` : `${kind}:${yamlLine(all)}`;
}

/** What gives the volume at a path a size, in a Compose file that comes after the others. */
function sizeHint({ service, path }: FaultSettings, stack: Stack): string | undefined {
  const mounts = stack.services.find(({ name }) => name === service)?.mounts ?? [];
  const mount = mounts.find(one => one.kind === 'volume' && one.target === path);
  return mount?.kind !== 'volume'
    ? undefined
    : `In a Compose file of its own, named with a second --stack: volumes: { ${mount.volume}: { driver_opts: { type: tmpfs, device: tmpfs, o: size=256m } } }`;
}
