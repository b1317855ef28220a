import type { RunningService, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { Flags, FlagSpec } from '../read-flags.ts';
import { followLog, sinceMs } from '../follow-log.ts';

export const logFlags = {
  switches: [['--follow', '-f'], ['--timestamps', '-t'], ['--no-color'], ['--no-log-prefix'], ['--details']],
  values: [['--tail', '-n'], ['--since'], ['--until']],
} as const satisfies FlagSpec;

/** The log of one container, or of several with their names in front. */
export async function printLogs(call: StandInCall, services: readonly RunningService[], flags: Flags, prefix: (service: RunningService) => string): Promise<number> {
  if (flags.value('--until') !== undefined || flags.has('--timestamps')) throw new Unsupported('the stand-in of docker logs does not know --until and --timestamps');
  const since = flags.value('--since');
  const span = since === undefined ? undefined : sinceMs(since);
  if (since !== undefined && span === undefined) throw new Unsupported(`the stand-in of docker logs does not know the time "${since}"`);
  const tail = flags.value('--tail');
  for (const service of services) {
    const log = await service.logs({ ...(tail === undefined || tail === 'all' ? {} : { tailLines: Number(tail) }), ...(span === undefined ? {} : { sinceMs: span }) });
    await call.write('stdout', log.split('\n').filter((line, index, all) => index < all.length - 1 || line !== '').map(line => `${prefix(service)}${line}\n`).join(''));
  }
  return flags.has('--follow') ? followLog(call, services, (service, text) => `${prefix(service)}${text}`) : 0;
}
