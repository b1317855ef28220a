import { execa } from 'execa';

/** Runs a command for its status only; resolves to the last line that it said. */
export async function attempt(
  command: string,
  argv: readonly string[],
  timeoutMs = 5000,
): Promise<{ readonly ok: boolean; readonly said: string }> {
  const { failed, stdout, stderr, shortMessage } = await execa(command, argv, { stdin: 'ignore', reject: false, timeout: timeoutMs });
  const said = (failed ? stderr || (shortMessage ?? '') : stdout).trim();
  return { ok: !failed, said: said.slice(said.lastIndexOf('\n') + 1) };
}

/** Flags of `unshare` with which mounting is allowed: root needs no user namespace for that. */
export function mayMount(): readonly string[] {
  return process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
}
