const sessions: ReadonlySet<string> = new Set(['console', 'scrut', 'shell-session', 'shellsession', 'sh-session', 'bash-session']);
const shells: ReadonlySet<string> = new Set(['bash', 'sh', 'shell', 'zsh', ...sessions]);

/** Whether a fence of this language holds shell commands. */
export function isShell(lang: string): boolean {
  return shells.has(lang);
}

/** Whether a fence of this language shows a session: prompts, and what is printed. */
export function isSession(lang: string): boolean {
  return sessions.has(lang);
}
