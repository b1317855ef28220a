import { isatty } from 'node:tty';

const descriptors = [0, 1, 2] as const;
const hadTerminal = descriptors.some(isatty);

/**
 * Ends the program at once. Where its terminal has gone (ssh hung up) it ends by SIGHUP, as programs do that nobody reads any more: Node
 * would abort as it gives a terminal back its modes that is not there.
 */
export function leave(status: number): void {
  if (!terminalIsGone()) process.exit(status);
  process.removeAllListeners('SIGHUP');
  process.kill(process.pid, 'SIGHUP');
}

/** Whether there was a terminal when the program began, and is none now. */
export function terminalIsGone(): boolean {
  return hadTerminal && !descriptors.some(isatty);
}
