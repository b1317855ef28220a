import { findPostgres } from '../engines/processes/postgres-binaries.ts';
import { HarnessError, messageOf } from '../support/harness-error.ts';
import type { Check } from './check.ts';

export const postgres: Check = {
  kind: 'postgres',
  title: 'PostgreSQL',
  engine: 'processes',
  async look() {
    try {
      return { state: 'ok', found: `server ${(await findPostgres()).version}` };
    } catch (thrown) {
      return { state: 'missing', found: messageOf(thrown), todo: thrown instanceof HarnessError ? thrown.hint : 'Run `npm ci` again.' };
    }
  },
};
