import { registry } from '../../support/registry.ts';
import type { Rule } from '../rule.ts';
import { configChangeNeedsRestart } from './config-change-needs-restart.ts';
import { deadLink } from './dead-link.ts';
import { exclusiveLockOnLiveDb } from './exclusive-lock-on-live-db.ts';
import { exitStatusOfLastOnly } from './exit-status-of-last-only.ts';
import { healthCheckAlwaysZero } from './health-check-always-zero.ts';
import { multiStatementPsqlC } from './multi-statement-psql-c.ts';
import { psqlWithoutOnErrorStop } from './psql-without-on-error-stop.ts';
import { quotedGlobInTest } from './quoted-glob-in-test.ts';
import { sqlDialectMismatch } from './sql-dialect-mismatch.ts';
import { sqlDoubleQuotedLiteral } from './sql-double-quoted-literal.ts';
import { sqlInShellFence } from './sql-in-shell-fence.ts';
import { terminateTooBroad } from './terminate-too-broad.ts';
import { volumePrune } from './volume-prune.ts';

/** Every rule; one line each, in alphabetical order. */
export const rules = registry<Rule>([
  configChangeNeedsRestart,
  deadLink,
  exclusiveLockOnLiveDb,
  exitStatusOfLastOnly,
  healthCheckAlwaysZero,
  multiStatementPsqlC,
  psqlWithoutOnErrorStop,
  quotedGlobInTest,
  sqlDialectMismatch,
  sqlDoubleQuotedLiteral,
  sqlInShellFence,
  terminateTooBroad,
  volumePrune,
]);
