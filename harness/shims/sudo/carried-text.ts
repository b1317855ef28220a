import type { RunningStack } from '../../engines/engine.ts';

const shells = ['bash', 'dash', 'sh'];

/**
 * What a command line carries out: its own words and, where it is a shell or a script, the files that these words name. Empty of what is
 * no shell's doing.
 */
export async function carriedText(
  argv: readonly string[],
  stack: RunningStack,
  options: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
): Promise<string> {
  const [command = ''] = argv;
  const isShell = shells.includes(command.replace(/^.*\//, ''));
  const { stdout } = await stack.bastion.exec(['bash', '-c', isShell ? readAll : readScript, 'bash', ...argv], {
    cwd: options.cwd,
    environment: { PATH: options.environment['PATH'] ?? '' },
  });
  return isShell ? `${argv.join('\n')}\n${stdout}` : stdout;
}

const readAll = `shift; for word; do [ -f "$word" ] && head -c 65536 -- "$word" | tr -d '\\0'; done; true`;

const readScript = `program=$(type -P -- "$1") && [ "$(head -c 2 -- "$program" | tr -d '\\0')" = '#!' ] && head -c 65536 -- "$program" | tr -d '\\0'; true`;
