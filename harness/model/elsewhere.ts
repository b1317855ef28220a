/** One thing that is otherwise in the trial `elsewhere`, for the runbook does not name it. */
export interface Difference {
  /**
   * `variable`: of the operator's shell, absent; `file`: of the operator's home, absent; `database`, `password`: another one wherever
   * the stack uses it; `role`: who the operator is to the database, no superuser.
   */
  readonly kind: 'variable' | 'file' | 'database' | 'password' | 'role';
  /** Such as `PGHOST`, `/home/operator/.pgpass`, `POSTGRES_DB of database`. */
  readonly what: string;
  /** What it is in the stack as it stands; never of a variable or a password. */
  readonly before?: string;
}

/** What stays as it is although the runbook does not name it, for nobody can tell that all would be found that uses it. */
export interface Unchanged {
  readonly what: string;
  readonly why: string;
}

/** In what the place of the trial `elsewhere` differs from the stack as it stands. */
export interface Differing {
  readonly differs: readonly Difference[];
  readonly unchanged: readonly Unchanged[];
}
