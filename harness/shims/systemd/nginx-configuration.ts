import type { ServiceUnit } from './unit.ts';

/** Debian's unit has `nginx -t` carried out before it starts, and reloads by `nginx -s reload`: both read the configuration first, and fail. */
export async function hasGoodConfiguration({ service, spec }: ServiceUnit): Promise<boolean> {
  const file = /(?<=\s-c\s*)[^\s'";]+/.exec(spec.run?.command.replace(/^.*?\bnginx(?=\s)/s, '') ?? '')?.[0];
  // One that cannot be asked while it is stopped, or that writes its file when it starts, is not called bad.
  const asked = await service.exec(['nginx', '-t', '-q', ...(file === undefined ? [] : ['-c', file])]).catch(() => undefined);
  return asked === undefined || asked.status === 0 || !/\[emerg\]/.test(asked.stderr) || /open\(\) "[^"]*" failed \(2:/.test(asked.stderr);
}
