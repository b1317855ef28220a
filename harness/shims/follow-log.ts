import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService, StandInCall } from '../engines/engine.ts';

const everyMs = 200;

/** Prints what a service writes from now on, until the caller is interrupted; resolves to a shell's status for that. */
export async function followLog(call: StandInCall, services: readonly RunningService[], line: (service: RunningService, text: string) => string): Promise<number> {
  const seen = new Map(await Promise.all(services.map(async service => [service.name, (await service.logs()).split('\n').length - 1] as const)));
  while (!call.signal.aborted) {
    for (const service of services) {
      const lines = (await service.logs()).split('\n').slice(0, -1);
      const from = seen.get(service.name) ?? 0;
      seen.set(service.name, lines.length);
      for (const text of lines.slice(from)) await call.write('stdout', `${line(service, text)}\n`);
    }
    await sleep(everyMs, undefined, { signal: call.signal }).catch(() => {});
  }
  return 130;
}

/** `10m`, `30s`, `2h`, `1h30m` back from now, in ms; undefined when it is another kind of time. */
export function sinceMs(text: string): number | undefined {
  const match = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text.trim());
  if (match === null || match[0] === '') return undefined;
  return (Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0)) * 1000;
}
