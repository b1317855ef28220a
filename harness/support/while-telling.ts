const everyMs = 3000;

/** Waits for work that may be long and says nothing by itself; tells every few seconds that it goes on. */
export async function whileTelling<T>(work: Promise<T>, what: string, tell: (message: string) => void): Promise<T> {
  const began = performance.now();
  const timer = setInterval(() => tell(`${what} (${Math.round((performance.now() - began) / 1000)} s)`), everyMs);
  return await work.finally(() => clearInterval(timer));
}
