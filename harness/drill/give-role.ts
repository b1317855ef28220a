import type { RunningStack } from '../engines/engine.ts';
import { ownerOf } from '../operations/database-of.ts';
import { withSession } from '../operations/sql-session.ts';
import type { LeastRole } from '../planning/elsewhere/least-role.ts';
import type { Trial } from './trial.ts';

/** Makes the role that the operator has in the trial `elsewhere`, before anything is measured. */
export async function giveRole(trial: Trial, stack: RunningStack, { service, name, password, memberOf }: LeastRole): Promise<void> {
  const timeoutMs = trial.plan.facts.budget.provisionMs;
  const role = ownerOf(stack.spec.services.find(one => one.name === service));
  await withSession(stack, { service, role, timeoutMs, signal: trial.signal }, async session => {
    const quoted = memberOf.map(one => session.escapeIdentifier(one)).join(', ');
    await session.query(
      `create role ${session.escapeIdentifier(name)} login password ${session.escapeLiteral(password)} in role ${quoted}`,
    );
  });
}
