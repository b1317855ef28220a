import type { Command } from './command.ts';

export interface CommandEntry {
  readonly name: string;
  readonly aliases?: readonly string[];
  load(): Promise<Command>;
}

/** Every command, in the order in which help lists them; each is loaded only when it is asked for. */
export const commands: readonly CommandEntry[] = [
  { name: 'drill', aliases: ['run'], load: async () => (await import('./drill-command.ts')).command },
  { name: 'rehearse', load: async () => (await import('./rehearse-command.ts')).command },
  { name: 'plan', load: async () => (await import('./plan-command.ts')).command },
  { name: 'check', load: async () => (await import('./check-command.ts')).command },
  { name: 'survey', load: async () => (await import('./survey-command.ts')).command },
  { name: 'report', load: async () => (await import('./report-command.ts')).command },
  { name: 'explain', load: async () => (await import('./explain-command.ts')).command },
  { name: 'matrix', load: async () => (await import('./matrix-command.ts')).command },
  { name: 'gate', load: async () => (await import('./gate-command.ts')).command },
  { name: 'audit', load: async () => (await import('./audit-command.ts')).command },
  { name: 'sign', load: async () => (await import('./sign-command.ts')).command },
  { name: 'keys', load: async () => (await import('./keys-command.ts')).command },
  { name: 'coverage', load: async () => (await import('./coverage-command.ts')).command },
  { name: 'register', load: async () => (await import('./register-command.ts')).command },
  { name: 'faults', load: async () => (await import('./faults-command.ts')).command },
  { name: 'new', load: async () => (await import('./new-command.ts')).command },
  { name: 'doctor', load: async () => (await import('./doctor-command.ts')).command },
  { name: 'setup', load: async () => (await import('./setup-command.ts')).command },
  { name: 'init', load: async () => (await import('./init-command.ts')).command },
];
