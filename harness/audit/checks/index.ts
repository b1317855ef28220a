import type { AuditCheck } from './check.ts';
import { facts } from './facts.ts';
import { files } from './files.ts';
import { heads } from './heads.ts';
import { journals } from './journals.ts';
import { limits } from './limits.ts';
import { people } from './people.ts';
import { report } from './report.ts';
import { runHeader } from './run-header.ts';
import { shards } from './shards.ts';
import { signatures } from './signatures.ts';
import { statements } from './statements.ts';
import { verdicts } from './verdicts.ts';

/** Every check, in the order in which they run. */
export const checks: readonly AuditCheck[] = [
  limits,
  files,
  runHeader,
  journals,
  facts,
  statements,
  heads,
  signatures,
  verdicts,
  report,
  shards,
  people,
];
