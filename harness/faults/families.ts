import type { FaultDefinition } from './fault.ts';

/** What a service must run for a fault to make sense; those for any service come first. */
export const families = [
  { title: 'Any service', kinds: undefined },
  { title: 'Queues and jobs, of any kind', kinds: ['queue', 'job'] },
  { title: 'Node', kinds: ['node'] },
  { title: 'PostgreSQL', kinds: ['postgres'] },
  { title: 'Redis', kinds: ['redis'] },
] as const;

export interface Family {
  readonly title: string;
  readonly faults: readonly FaultDefinition[];
}

/** The faults of each family by name; those that need no special runtime first. */
export function familiesOf(all: readonly FaultDefinition[]): readonly Family[] {
  const special = families.flatMap(({ kinds }) => kinds ?? []) as readonly string[];
  const prefix = ({ kind }: FaultDefinition): string => kind.split('.')[0] ?? kind;
  return families
    .map(({ title, kinds }) => ({
      title,
      faults: all
        .filter(fault => (kinds === undefined ? !special.includes(prefix(fault)) : (kinds as readonly string[]).includes(prefix(fault))))
        .toSorted((one, other) => (one.kind < other.kind ? -1 : 1)),
    }))
    .filter(({ faults }) => faults.length > 0);
}

/** What each kind of persistence means, in words. */
export const persistences = {
  held: 'held until somebody ends what causes it',
  damage: 'damage that stays until somebody mends it',
  external: 'lies outside of what a procedure can reach: it can only be worked around',
  transient: 'passes by itself: for scenarios that show this, and for no others',
} as const;
