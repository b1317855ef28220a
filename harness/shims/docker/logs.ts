import type { LogLine, StandInCall } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import type { Flags } from '../flags.ts';
import { followLog, logLines } from '../log-lines.ts';
import { isUp, type Container } from './container.ts';
import { dockerTime } from './words.ts';

export const logFlags = ['-f --follow', '-t --timestamps', '-n --tail=', '--since=', '--until='];

/**
 * Logs of containers, each line after its prefix: docker gives back what came on standard error there, too,
 * Compose prints everything on standard output. With `--follow` it ends when the containers do.
 */
export async function printLogs(
  call: StandInCall,
  containers: readonly Container[],
  flags: Flags,
  { prefix, streamOf }: { prefix: (container: Container) => string; streamOf: (line: LogLine) => LogLine['stream'] },
): Promise<number> {
  const now = Date.now();
  const since = dockerTime(flags.value('--since'), now);
  const until = dockerTime(flags.value('--until'), now);
  const tail = flags.value('--tail');
  if (tail !== undefined && !/^(all|-?\d+)$/.test(tail)) throw new Unsupported(`--tail ${tail}`);
  const tailLines = tail === undefined || tail === 'all' || Number(tail) < 0 ? undefined : Number(tail);
  const text = (container: Container, { at, text: line }: LogLine): string =>
    `${prefix(container)}${flags.has('--timestamps') ? `${new Date(at).toISOString().replace('Z', '000000Z')} ` : ''}${line}\n`;

  const follow = flags.has('--follow');
  const begun = await Promise.all(containers.map(async container => ({ container, all: await logLines(container.instance) })));
  for (const { container, all } of begun) {
    const ranged = all.filter(({ at }) => at >= (since ?? 0) && at <= (until ?? Infinity));
    const shown = tailLines === undefined ? ranged : tailLines === 0 ? [] : ranged.slice(-tailLines);
    for (const [stream, lines] of runsOf(shown, streamOf)) await call.write(stream, lines.map(line => text(container, line)).join(''));
  }
  if (!follow) return 0;
  await Promise.all(
    begun.map(({ container, all }) =>
      followLog(
        container.instance,
        {
          after: all,
          signal: call.signal,
          ended: async () => !isThere(container) || !(await isUp(container)),
        },
        line => call.write(streamOf(line), text(container, line)),
      ),
    ),
  );
  return call.signal.aborted ? 130 : 0;
}

/** Scaling down takes containers away, also from under those who follow their logs. */
function isThere({ service, instance }: Container): boolean {
  return service.instances().some(({ number }) => number === instance.number);
}

/** Lines that follow each other on one stream, so that the streams alternate as they did. */
function runsOf(
  lines: readonly LogLine[],
  streamOf: (line: LogLine) => LogLine['stream'],
): readonly (readonly [LogLine['stream'], LogLine[]])[] {
  const runs: (readonly [LogLine['stream'], LogLine[]])[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.[0] === streamOf(line)) last[1].push(line);
    else runs.push([streamOf(line), [line]]);
  }
  return runs;
}
