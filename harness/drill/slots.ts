/** Bounds how many trials are under way at once. */
export interface Slots {
  /** Waits for that many slots (`all`: until nothing else is under way) and resolves to what gives them back. First come, first served. */
  take(count: number | 'all', signal: AbortSignal): Promise<() => void>;
}

/** @param size how many trials may be under way; a trial that asks for more gets them all. */
export function slots(size: number): Slots {
  let free = size;
  const waiting: { readonly count: number; readonly grant: () => void }[] = [];
  const serve = (): void => {
    for (let next = waiting[0]; next !== undefined && next.count <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.count;
      next.grant();
    }
  };
  return {
    take: (asked, signal) =>
      new Promise((resolve, reject) => {
        const count = asked === 'all' ? size : Math.min(asked, size);
        if (signal.aborted) return reject(signal.reason as Error);
        const giveUp = (): void => {
          waiting.splice(waiting.indexOf(entry), 1);
          reject(signal.reason as Error);
          serve();
        };
        const entry = {
          count,
          grant: () => {
            signal.removeEventListener('abort', giveUp);
            let given = false;
            resolve(() => {
              if (given) return;
              given = true;
              free += count;
              serve();
            });
          },
        };
        signal.addEventListener('abort', giveUp, { once: true });
        waiting.push(entry);
        return serve();
      }),
  };
}
