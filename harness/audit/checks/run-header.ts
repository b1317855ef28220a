import { shardFolder } from '../../evidence/folder.ts';
import { answers, failed } from '../audit-result.ts';
import type { AuditCheck } from './check.ts';

/** The run's header, from which every journal's chain begins. */
export const runHeader: AuditCheck = {
  name: 'run',
  run({ header, journals, evidence, manifest }) {
    // Of a part, its own header's digest, which the header of the whole names.
    const genesisOf = (path: string): string =>
      header.shards?.find(({ current }) => path.startsWith(`${shardFolder(current)}/`))?.header ?? evidence.genesis;
    const others = journals.flatMap(journal =>
      'unreadable' in journal || journal.count === 0 || journal.genesis === genesisOf(journal.path)
        ? []
        : [failed('it was begun under another run.json', `${journal.path}:1`)],
    );
    const named = manifest === undefined || manifest.run === header.run ? [] : [failed(`it names run ${manifest.run}`, 'manifest.json')];
    return answers([...named, ...others], `${header.run}, and every journal was begun under it`);
  },
};
