import type { InspectedProcess, ProcessLimit, RunningService, ServiceInstance } from '../../engines/engine.ts';
import { needed } from '../needed.ts';

type Key = keyof InspectedProcess['limits'];

interface Lowered {
  readonly instance: ServiceInstance;
  readonly pid: number;
  readonly started: number;
  readonly before: ProcessLimit;
  limit: number;
}

export interface Seen {
  readonly instance: ServiceInstance;
  readonly process: InspectedProcess;
  /** The limit that was set on this very process; undefined for one that came later. */
  readonly ours: number | undefined;
}

/** A soft limit that was set on the processes that a service had. It ends with them: a new start has the limits that the stack gives. */
export class LoweredLimits {
  readonly #service: RunningService;
  readonly #key: Key;
  readonly #lowered: Lowered[] = [];

  constructor(service: RunningService, key: Key) {
    needed(service, 'process');
    this.#service = service;
    this.#key = key;
  }

  get count(): number {
    return this.#lowered.length;
  }

  /** Sets it on all processes; never higher than it was. Where that fails, all is as before. */
  async lower(to: (process: InspectedProcess) => number): Promise<void> {
    try {
      for (const { instance, process } of await this.look()) {
        const before = process.limits[this.#key];
        const limit = Math.min(to(process), before === 'unlimited' ? Number.MAX_SAFE_INTEGER : before);
        this.#lowered.push({ instance, pid: process.pid, started: process.started, before, limit });
        await instance.process.limit({ [this.#key]: limit }, { pids: [process.pid] });
      }
    } catch (thrown) {
      await this.restore().catch(() => {});
      throw thrown;
    }
  }

  /** Lowers it further on one process; not where somebody has changed it since. */
  async tighten({ instance, process, ours }: Seen, limit: number): Promise<void> {
    const lowered = this.#of(instance, process);
    if (lowered === undefined || ours === undefined || limit >= ours || process.limits[this.#key] !== ours) return;
    lowered.limit = limit;
    await instance.process.limit({ [this.#key]: limit }, { pids: [process.pid] });
  }

  /** The processes that live now. */
  async look(): Promise<readonly Seen[]> {
    const all = await Promise.all(
      this.#service
        .instances()
        .map(async instance =>
          (await instance.process.inspect()).map(process => ({ instance, process, ours: this.#of(instance, process)?.limit })),
        ),
    );
    return all.flat();
  }

  /** The same, of each instance that still has processes with the limit: one that was started anew is mended, whatever the others do. */
  async lookAtHarmed(): Promise<readonly (readonly Seen[])[]> {
    const groups = new Map<number, Seen[]>();
    for (const one of await this.look()) groups.set(one.instance.number, [...(groups.get(one.instance.number) ?? []), one]);
    return [...groups.values()].filter(group => group.some(({ ours }) => ours !== undefined));
  }

  /** On processes that still have it, and on those that inherited it from them. */
  async restore(): Promise<void> {
    const seen = await this.look();
    for (const { instance, process, ours } of seen) {
      const known = this.#lowered.filter(one => one.instance.number === instance.number);
      const isOfThisStart = seen.some(other => other.instance.number === instance.number && other.ours !== undefined);
      const own = this.#of(instance, process);
      const from = own ?? known.find(({ limit }) => isOfThisStart && process.limits[this.#key] === limit);
      if (from === undefined || process.limits[this.#key] !== (ours ?? from.limit) || from.limit === from.before) continue;
      await instance.process.limit({ [this.#key]: from.before }, { pids: [process.pid] });
    }
  }

  #of(instance: ServiceInstance, { pid, started }: InspectedProcess): Lowered | undefined {
    return this.#lowered.find(one => one.instance.number === instance.number && one.pid === pid && one.started === started);
  }
}
