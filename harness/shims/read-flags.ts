import { parseFlags, type Flags } from './flags.ts';

export interface FlagSpec { readonly switches?: readonly (readonly string[])[]; readonly values?: readonly (readonly string[])[]; readonly stopAtWord?: boolean }
export type { Flags };

export function readFlags(of: string, argv: readonly string[], { switches = [], values = [], stopAtWord = false }: FlagSpec): Flags & { readonly words: readonly string[]; all(spelling: string): readonly string[] } {
  const flags = parseFlags(argv, [...switches.map(names => names.join(' ')), ...values.map(names => `${names.join(' ')}=`)], { of, stopAtFirst: stopAtWord });
  return { ...flags, words: flags.rest, all: flags.values };
}
