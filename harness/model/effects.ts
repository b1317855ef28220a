/** What of a system is looked at, to see what following a procedure changes. */
export const aspectNames = ['restarts', 'files', 'schema', 'rows', 'sessions', 'configuration'] as const;
export type AspectName = (typeof aspectNames)[number];

/** One thing that is otherwise after a procedure: made (no `before`), gone (no `after`) or changed. */
export interface Change {
  readonly aspect: AspectName;
  /** Such as `worker-1`, `database: table public.jobs`. */
  readonly thing: string;
  readonly before?: string;
  readonly after?: string;
}

/** What an author says that a procedure changes also on a healthy system: names, with `*` for any text, for each aspect. */
export type DeclaredEffects = Readonly<Partial<Record<AspectName, readonly string[]>>>;
