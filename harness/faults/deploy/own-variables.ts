import type { RunningService } from '../../engines/engine.ts';
import type { Release } from '../../model/release.ts';

/** What only starts a program: its own variables tell nothing of the program's. */
const starters = /^(docker-init|tini|dumb-init|catatonit|(ba|da|a)?sh|su|sudo|gosu|runuser|env)$/;

/** For each process but itself: command line, name and variables, each with an end that none of them has. */
const look = `cd /proc
for process in [0-9]*; do
  [ "$process" = "$$" ] || { cat "$process/cmdline" && printf '\\001' && cat "$process/comm" && printf '\\001' && cat "$process/environ"; printf '\\002'; } 2>/dev/null
done
:`;

interface Seen {
  readonly command: string;
  readonly name: string;
  readonly variables: readonly string[];
}

/**
 * Whether a program of the service itself has these variables, and lacks those that are null. Where none may be looked at (it has become
 * another user), what a new process in the service is given tells: what was started since then was given the same.
 */
export async function hasVariables(
  service: RunningService,
  variables: NonNullable<Release['environment']>,
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = Object.entries(variables);
  if (wanted.length === 0) return true;
  const has = (lines: readonly string[]): boolean =>
    wanted.every(([name, value]) =>
      value === null ? !lines.some(line => line.startsWith(`${name}=`)) : lines.includes(`${name}=${value}`),
    );
  const [states, { stdout }] = await Promise.all([
    service.can.process?.states() ?? [],
    service.exec(['sh', '-c', look], { timeoutMs: 2500, signal }),
  ]);
  // Not by their numbers, which are another name space's for some engines; and what was put in by `exec` is not the service's own.
  const commands = new Set(states.map(({ command }) => plain(command)));
  const own = seenIn(stdout).filter(({ command }) => commands.has(plain(command)));
  const programs = own.filter(({ name }) => !starters.test(name));
  if (own.length > 0) return (programs.length > 0 ? programs : own).some(one => has(one.variables));
  const given = await service.exec(['cat', '/proc/self/environ'], { timeoutMs: 1000, signal });
  return given.status === 0 && has(given.stdout.split('\0'));
}

function seenIn(text: string): readonly Seen[] {
  return text.split('\u0002').flatMap(process => {
    const [command = '', name = '', variables] = process.split('\u0001');
    return variables === undefined || variables === '' ? [] : [{ command, name: name.trim(), variables: variables.split('\0') }];
  });
}

/** Tools that list processes show blanks and line ends in ways of their own. */
function plain(command: string): string {
  return command.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 500);
}
