import type { LogLine } from '../../engines/engine.ts';
import { Unsupported } from '../../support/harness-error.ts';
import { onlyInstance } from '../controls.ts';
import { followLog, logLines } from '../log-lines.ts';
import type { Pm2Call } from './pm2-call.ts';
import { appsOf, chosen, memoryOf, type App } from './app.ts';

/** Lines that pm2 shows when nobody says how many. */
const usualLines = 15;

/**
 * The last lines of the apps' logs, then what comes, until Ctrl-C; `--nostream` ends after the first. Without `--err` or `--out` both
 * of pm2's files are shown as one, in the order of time.
 */
export async function logs({ call, targets, flags, stack }: Pm2Call): Promise<number> {
  const target = targets[0] ?? 'all';
  const given = flags.value('--lines') ?? String(usualLines);
  if (!/^\d+$/.test(given)) throw new Unsupported(`pm2 logs --lines ${given}`);
  const apps = appsOf(stack).filter(({ id, name }) => target === 'all' || name === target || String(id) === target);
  const raw = flags.has('--raw');
  const only = flags.has('--err') === flags.has('--out') ? undefined : flags.has('--err') ? 'stderr' : 'stdout';
  const isShown = ({ stream }: LogLine): boolean => only === undefined || stream === only;
  const width = Math.max(...apps.map(({ id, name }) => `${id}|${name}`.length), 0) + 3;
  const text = ({ id, name }: App, line: LogLine): string => (raw ? `${line.text}\n` : `${`${id}|${name}`.padEnd(width)}| ${line.text}\n`);
  if (!raw)
    await call.write(
      'stdout',
      `[TAILING] Tailing last ${given} lines for [${target}] process${target === 'all' ? 'es' : ''} (change the value with --lines option)\n`,
    );
  const begun = await Promise.all(
    apps.map(async app => ({ app, all: await logLines(onlyInstance(app.service), { since: memoryOf(stack).flushed.get(app.id) ?? 0 }) })),
  );
  for (const { app, all } of begun) {
    const shown = Number(given) === 0 ? [] : all.filter(isShown).slice(-Number(given));
    if (shown.length === 0) continue;
    const heading = raw
      ? ''
      : `${call.environment['HOME'] ?? ''}/.pm2/logs/${app.name}-${only === 'stderr' ? 'error' : 'out'}.log last ${given} lines:\n`;
    await call.write('stdout', `${heading}${shown.map(line => text(app, line)).join('')}${raw ? '' : '\n'}`);
  }
  if (flags.has('--nostream')) return 0;
  if (apps.length === 0) await new Promise(resolve => call.signal.addEventListener('abort', resolve, { once: true }));
  await Promise.all(
    begun.map(({ app, all }) =>
      followLog(onlyInstance(app.service), { after: all, signal: call.signal }, async line => {
        if (isShown(line)) await call.write('stdout', text(app, line));
      }),
    ),
  );
  return 130;
}

/** Empties what pm2 keeps: it no longer shows what was printed until now. */
export async function flush({ call, targets, stack }: Pm2Call): Promise<number> {
  const home = `${call.environment['HOME'] ?? ''}/.pm2`;
  const apps = targets[0] === undefined ? appsOf(stack) : chosen(stack, targets[0]);
  if (targets[0] === undefined) await call.write('stdout', `[PM2] Flushing ${home}/pm2.log\n`);
  for (const { id, name } of apps) {
    memoryOf(stack).flushed.set(id, Date.now());
    await call.write('stdout', `[PM2] Flushing:\n[PM2] ${home}/logs/${name}-out.log\n[PM2] ${home}/logs/${name}-error.log\n`);
  }
  await call.write('stdout', '[PM2] Logs flushed\n');
  return 0;
}
