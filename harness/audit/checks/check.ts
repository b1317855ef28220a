import type { Answer } from '../audit-result.ts';
import type { AuditContext } from '../context.ts';

/** One thing that an audit looks at: a file here, and a line in `index.ts`. */
export interface AuditCheck {
  readonly name: string;
  /** Whether nothing after it is looked at when it fails: a folder made to harm its reader is not read on. */
  readonly needed?: boolean;
  /** What throws counts as failed. */
  run(context: AuditContext): readonly Answer[];
}
