import { registry } from '../../support/registry.ts';
import type { Rule } from '../rule.ts';
import { archiveTestOfDump } from './archive-test-of-dump.ts';
import { backupAfterMutation } from './backup-after-mutation.ts';
import { backupWithoutVerification } from './backup-without-verification.ts';
import { buildRemovedFirst } from './build-removed-first.ts';
import { caseSensitiveGrep } from './case-sensitive-grep.ts';
import { caseWithoutDefault } from './case-without-default.ts';
import { checkWithoutAssertion } from './check-without-assertion.ts';
import { checksumByEye } from './checksum-by-eye.ts';
import { commentCodeMismatch } from './comment-code-mismatch.ts';
import { commentOnlyProcedure } from './comment-only-procedure.ts';
import { composeExecTtyCapture } from './compose-exec-tty-capture.ts';
import { composeExecWithoutT } from './compose-exec-without-t.ts';
import { composeFileMismatch } from './compose-file-mismatch.ts';
import { conditionalOnlyInComment } from './conditional-only-in-comment.ts';
import { configChangeNeedsRestart } from './config-change-needs-restart.ts';
import { configInShellFence } from './config-in-shell-fence.ts';
import { createdResourceUnused } from './created-resource-unused.ts';
import { cronEnvironment } from './cron-environment.ts';
import { cronWithoutPath } from './cron-without-path.ts';
import { curlStatusUnseen } from './curl-status-unseen.ts';
import { curlUnencodedQuery } from './curl-unencoded-query.ts';
import { curlWithoutFail } from './curl-without-fail.ts';
import { curlWithoutTimeout } from './curl-without-timeout.ts';
import { deadLink } from './dead-link.ts';
import { defaultCredentials } from './default-credentials.ts';
import { deleteOpenFile } from './delete-open-file.ts';
import { destructiveInReferenceBlock } from './destructive-in-reference-block.ts';
import { destructiveWithoutGuard } from './destructive-without-guard.ts';
import { docApiContradiction } from './doc-api-contradiction.ts';
import { dockerSockMount } from './docker-sock-mount.ts';
import { duplicateHeading } from './duplicate-heading.ts';
import { envChangeNotLoaded } from './env-change-not-loaded.ts';
import { errorSwallowed } from './error-swallowed.ts';
import { evictQueueKeys } from './evict-queue-keys.ts';
import { evictionOfAnyKey } from './eviction-of-any-key.ts';
import { evidenceAfterChange } from './evidence-after-change.ts';
import { exclusiveLockOnLiveDb } from './exclusive-lock-on-live-db.ts';
import { exitStatusOfLastOnly } from './exit-status-of-last-only.ts';
import { fileHandoffMismatch } from './file-handoff-mismatch.ts';
import { filterHidesProcesses } from './filter-hides-processes.ts';
import { findDeleteBroad } from './find-delete-broad.ts';
import { fixedSleep } from './fixed-sleep.ts';
import { flushSharedRedis } from './flush-shared-redis.ts';
import { gateNotEnforced } from './gate-not-enforced.ts';
import { grepExitAsStatus } from './grep-exit-as-status.ts';
import { hardcodedVersion } from './hardcoded-version.ts';
import { healthCheckAlwaysZero } from './health-check-always-zero.ts';
import { inspectStartsAnother } from './inspect-starts-another.ts';
import { instantSampleForSustainedThreshold } from './instant-sample-for-sustained-threshold.ts';
import { interactiveCommand } from './interactive-command.ts';
import { interpreterMismatch } from './interpreter-mismatch.ts';
import { invalidCliUsage } from './invalid-cli-usage.ts';
import { irreversibleWithoutPreview } from './irreversible-without-preview.ts';
import { isActiveAny } from './is-active-any.ts';
import { jqNotCompact } from './jq-not-compact.ts';
import { jqOnMixedLog } from './jq-on-mixed-log.ts';
import { killWithoutSelection } from './kill-without-selection.ts';
import { logPackedWhileWritten } from './log-packed-while-written.ts';
import { loopExitsOnError } from './loop-exits-on-error.ts';
import { metricEndpointMismatch } from './metric-endpoint-mismatch.ts';
import { misleadingDiagnostic } from './misleading-diagnostic.ts';
import { missingEscalation } from './missing-escalation.ts';
import { missingObjective } from './missing-objective.ts';
import { missingOwner } from './missing-owner.ts';
import { missingReviewDate } from './missing-review-date.ts';
import { missingRollback } from './missing-rollback.ts';
import { missingRto } from './missing-rto.ts';
import { missingSeverity } from './missing-severity.ts';
import { missingVerification } from './missing-verification.ts';
import { mojibake } from './mojibake.ts';
import { multiStatementPsqlC } from './multi-statement-psql-c.ts';
import { neverEndingCommand } from './never-ending-command.ts';
import { neverEndingLastCommand } from './never-ending-last-command.ts';
import { noFailFastByHand } from './no-fail-fast-by-hand.ts';
import { noFailFast } from './no-fail-fast.ts';
import { nonIdempotentStep } from './non-idempotent-step.ts';
import { npmScriptMissing } from './npm-script-missing.ts';
import { npmSwallowsOption } from './npm-swallows-option.ts';
import { optionIgnoresArgument } from './option-ignores-argument.ts';
import { outdatedInterface } from './outdated-interface.ts';
import { overwriteWithoutBackup } from './overwrite-without-backup.ts';
import { partialArtifact } from './partial-artifact.ts';
import { pathContradiction } from './path-contradiction.ts';
import { pathNeverProduced } from './path-never-produced.ts';
import { pipeMasksFailure } from './pipe-masks-failure.ts';
import { pipelineFallbackUnreachable } from './pipeline-fallback-unreachable.ts';
import { pkillSelfMatch } from './pkill-self-match.ts';
import { pm2DescribeAsHealth } from './pm2-describe-as-health.ts';
import { promqlAggregation } from './promql-aggregation.ts';
import { promqlPerSeries } from './promql-per-series.ts';
import { promqlZeroLimit } from './promql-zero-limit.ts';
import { pruneWithoutSuccessGate } from './prune-without-success-gate.ts';
import { psqlWithoutOnErrorStop } from './psql-without-on-error-stop.ts';
import { pullWithoutRetag } from './pull-without-retag.ts';
import { querySuccessAsHealth } from './query-success-as-health.ts';
import { quotedGlobInTest } from './quoted-glob-in-test.ts';
import { rebuildInPlace } from './rebuild-in-place.ts';
import { redirectInsideContainer } from './redirect-inside-container.ts';
import { redirectTruncatesOnFailure } from './redirect-truncates-on-failure.ts';
import { redisPingExitCode } from './redis-ping-exit-code.ts';
import { referencedFileMissing } from './referenced-file-missing.ts';
import { relativeRefRollback } from './relative-ref-rollback.ts';
import { reloadRefusedUnseen } from './reload-refused-unseen.ts';
import { removedInterface } from './removed-interface.ts';
import { restartWithoutConfigTest } from './restart-without-config-test.ts';
import { restartWithoutLook } from './restart-without-look.ts';
import { restoreFormatMismatch } from './restore-format-mismatch.ts';
import { restoreIntoLiveTarget } from './restore-into-live-target.ts';
import { restoreTargetMissing } from './restore-target-missing.ts';
import { restoreWithoutQuiesce } from './restore-without-quiesce.ts';
import { rpoClaimUnbacked } from './rpo-claim-unbacked.ts';
import { scaleWithFixedPort } from './scale-with-fixed-port.ts';
import { secretDisclosure } from './secret-disclosure.ts';
import { sedDelimiterCollision } from './sed-delimiter-collision.ts';
import { sedNoMatchSilent } from './sed-no-match-silent.ts';
import { sensitiveOutputUnprotected } from './sensitive-output-unprotected.ts';
import { shallowProbe } from './shallow-probe.ts';
import { splitAddress } from './split-address.ts';
import { sqlDialectMismatch } from './sql-dialect-mismatch.ts';
import { sqlDoubleQuotedLiteral } from './sql-double-quoted-literal.ts';
import { sqlInShellFence } from './sql-in-shell-fence.ts';
import { sqlSyntax } from './sql-syntax.ts';
import { sqliteSelectOne } from './sqlite-select-one.ts';
import { substringMatch } from './substring-match.ts';
import { systemUpgrade } from './system-upgrade.ts';
import { temporaryChangeNotReverted } from './temporary-change-not-reverted.ts';
import { terminateIdleSessions } from './terminate-idle-sessions.ts';
import { terminateTooBroad } from './terminate-too-broad.ts';
import { thresholdContradiction } from './threshold-contradiction.ts';
import { thresholdRegex } from './threshold-regex.ts';
import { thresholdWithoutProbe } from './threshold-without-probe.ts';
import { topologyContradiction } from './topology-contradiction.ts';
import { umbrellaUnitStatus } from './umbrella-unit-status.ts';
import { unauthenticatedApiProbe } from './unauthenticated-api-probe.ts';
import { unboundPlaceholder } from './unbound-placeholder.ts';
import { unboundedLoop } from './unbounded-loop.ts';
import { unboundedScan } from './unbounded-scan.ts';
import { unboundedWait } from './unbounded-wait.ts';
import { unconditionalSuccessMessage } from './unconditional-success-message.ts';
import { undefinedCommand } from './undefined-command.ts';
import { unknownColumn } from './unknown-column.ts';
import { unknownEndpoint } from './unknown-endpoint.ts';
import { unknownKey } from './unknown-key.ts';
import { unknownMetric } from './unknown-metric.ts';
import { unknownPath } from './unknown-path.ts';
import { unknownService } from './unknown-service.ts';
import { unknownTable } from './unknown-table.ts';
import { unpinnedDependency } from './unpinned-dependency.ts';
import { unsetNumberInTest } from './unset-number-in-test.ts';
import { verificationDoesNotObserveFault } from './verification-does-not-observe-fault.ts';
import { volumePrune } from './volume-prune.ts';
import { waitsForAPerson } from './waits-for-a-person.ts';
import { walRemoved } from './wal-removed.ts';
import { wrongStepOrder } from './wrong-step-order.ts';

/** Every rule; one line each, in alphabetical order. */
export const rules = registry<Rule>([
  archiveTestOfDump,
  backupAfterMutation,
  backupWithoutVerification,
  buildRemovedFirst,
  caseSensitiveGrep,
  caseWithoutDefault,
  checkWithoutAssertion,
  checksumByEye,
  commentCodeMismatch,
  commentOnlyProcedure,
  composeExecTtyCapture,
  composeExecWithoutT,
  composeFileMismatch,
  conditionalOnlyInComment,
  configChangeNeedsRestart,
  configInShellFence,
  createdResourceUnused,
  cronEnvironment,
  cronWithoutPath,
  curlStatusUnseen,
  curlUnencodedQuery,
  curlWithoutFail,
  curlWithoutTimeout,
  deadLink,
  defaultCredentials,
  deleteOpenFile,
  destructiveInReferenceBlock,
  destructiveWithoutGuard,
  docApiContradiction,
  dockerSockMount,
  duplicateHeading,
  envChangeNotLoaded,
  errorSwallowed,
  evictQueueKeys,
  evictionOfAnyKey,
  evidenceAfterChange,
  exclusiveLockOnLiveDb,
  exitStatusOfLastOnly,
  fileHandoffMismatch,
  filterHidesProcesses,
  findDeleteBroad,
  fixedSleep,
  flushSharedRedis,
  gateNotEnforced,
  grepExitAsStatus,
  hardcodedVersion,
  healthCheckAlwaysZero,
  inspectStartsAnother,
  instantSampleForSustainedThreshold,
  interactiveCommand,
  interpreterMismatch,
  invalidCliUsage,
  irreversibleWithoutPreview,
  isActiveAny,
  jqNotCompact,
  jqOnMixedLog,
  killWithoutSelection,
  logPackedWhileWritten,
  loopExitsOnError,
  metricEndpointMismatch,
  misleadingDiagnostic,
  missingEscalation,
  missingObjective,
  missingOwner,
  missingReviewDate,
  missingRollback,
  missingRto,
  missingSeverity,
  missingVerification,
  mojibake,
  multiStatementPsqlC,
  neverEndingCommand,
  neverEndingLastCommand,
  noFailFastByHand,
  noFailFast,
  nonIdempotentStep,
  npmScriptMissing,
  npmSwallowsOption,
  optionIgnoresArgument,
  outdatedInterface,
  overwriteWithoutBackup,
  partialArtifact,
  pathContradiction,
  pathNeverProduced,
  pipeMasksFailure,
  pipelineFallbackUnreachable,
  pkillSelfMatch,
  pm2DescribeAsHealth,
  promqlAggregation,
  promqlPerSeries,
  promqlZeroLimit,
  pruneWithoutSuccessGate,
  psqlWithoutOnErrorStop,
  pullWithoutRetag,
  querySuccessAsHealth,
  quotedGlobInTest,
  rebuildInPlace,
  redirectInsideContainer,
  redirectTruncatesOnFailure,
  redisPingExitCode,
  referencedFileMissing,
  relativeRefRollback,
  reloadRefusedUnseen,
  removedInterface,
  restartWithoutConfigTest,
  restartWithoutLook,
  restoreFormatMismatch,
  restoreIntoLiveTarget,
  restoreTargetMissing,
  restoreWithoutQuiesce,
  rpoClaimUnbacked,
  scaleWithFixedPort,
  secretDisclosure,
  sedDelimiterCollision,
  sedNoMatchSilent,
  sensitiveOutputUnprotected,
  shallowProbe,
  splitAddress,
  sqlDialectMismatch,
  sqlDoubleQuotedLiteral,
  sqlInShellFence,
  sqlSyntax,
  sqliteSelectOne,
  substringMatch,
  systemUpgrade,
  temporaryChangeNotReverted,
  terminateIdleSessions,
  terminateTooBroad,
  thresholdContradiction,
  thresholdRegex,
  thresholdWithoutProbe,
  topologyContradiction,
  umbrellaUnitStatus,
  unauthenticatedApiProbe,
  unboundPlaceholder,
  unboundedLoop,
  unboundedScan,
  unboundedWait,
  unconditionalSuccessMessage,
  undefinedCommand,
  unknownColumn,
  unknownEndpoint,
  unknownKey,
  unknownMetric,
  unknownPath,
  unknownService,
  unknownTable,
  unpinnedDependency,
  unsetNumberInTest,
  verificationDoesNotObserveFault,
  volumePrune,
  waitsForAPerson,
  walRemoved,
  wrongStepOrder,
]);
