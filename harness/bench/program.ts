import { execa } from 'execa';

/** The compiled program, as a user starts it. */
export const program = new URL('../../dist/cli.js', import.meta.url).pathname;

/**
 * Seconds that one call takes, and its exit status.
 * @throws when the status is none of the allowed ones: what went wrong is no measure.
 */
export async function timed(
  argv: readonly string[],
  allowed: readonly number[] = [0],
): Promise<{ readonly seconds: number; readonly status: number }> {
  const began = performance.now();
  const { exitCode, stderr } = await execa(process.execPath, [program, ...argv], { stdin: 'ignore', reject: false });
  const seconds = (performance.now() - began) / 1000;
  if (exitCode === undefined || !allowed.includes(exitCode))
    throw new Error(`unexpected exit status ${exitCode ?? 'none'} of drillbook ${argv.join(' ')}: ${stderr.slice(-500)}`);
  return { seconds, status: exitCode };
}
