import type { RunningStack } from '../engines/engine.ts';
import { aspectNames, type AspectName, type Change } from '../model/effects.ts';
import { messageOf } from '../support/harness-error.ts';
import type { LookOptions, Seen } from './aspect.ts';
import { aspects } from './index.ts';

/** In place of a name: nothing of an aspect could be looked at. */
const whole = 'all';

/** What a system was at one moment. */
export type Snapshot = ReadonlyMap<AspectName, Seen>;

export async function takeSnapshot(stack: RunningStack, options: LookOptions): Promise<Snapshot> {
  const taken = await Promise.all(
    aspects.map(async aspect => {
      const seen: Seen = { things: new Map(), unseen: new Map() };
      try {
        await aspect.look(stack, seen, options);
      } catch (thrown) {
        seen.unseen.set(whole, messageOf(thrown));
      }
      return [aspect.name, seen] as const;
    }),
  );
  return new Map(taken);
}

/** What differs. Of what one of the two could not look at nothing is said. */
export function changesBetween(before: Snapshot, after: Snapshot): readonly Change[] {
  return aspectNames.flatMap(aspect => {
    const [one, other] = [before.get(aspect), after.get(aspect)];
    if (one === undefined || other === undefined) return [];
    const hidden = [...one.unseen.keys(), ...other.unseen.keys()];
    if (hidden.includes(whole)) return [];
    return [...new Set([...one.things.keys(), ...other.things.keys()])]
      .filter(thing => !hidden.some(place => thing === place || thing.startsWith(`${place}:`) || thing.startsWith(`${place}/`)))
      .flatMap((thing): readonly Change[] => {
        const [was, is] = [one.things.get(thing), other.things.get(thing)];
        if (was === is) return [];
        return [{ aspect, thing, ...(was === undefined ? {} : { before: was }), ...(is === undefined ? {} : { after: is }) }];
      });
  });
}

/** What could not be looked at, in either. */
export function unseenIn(
  ...snapshots: readonly Snapshot[]
): readonly { readonly aspect: AspectName; readonly what: string; readonly why: string }[] {
  return aspectNames.flatMap(aspect => {
    const all = new Map(snapshots.flatMap(snapshot => [...(snapshot.get(aspect)?.unseen ?? [])]));
    return [...all].map(([what, why]) => ({ aspect, what, why }));
  });
}
