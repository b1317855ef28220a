import { showLocation } from '../../model/location.ts';
import { checkOriginals, readRows } from './check-originals.ts';
import { matchRows } from './match-rows.ts';

// `npm run check:rows`: which known defects of the original documents are reported, and which reports match none.
const { DRILLBOOK_ORIGINALS: folder } = process.env;
if (folder === undefined) {
  console.error('unexpected environment without DRILLBOOK_ORIGINALS, expected the folder of the original documents');
  process.exit(2);
}
const { rows, accepted } = readRows();
const [byDefault, byAll] = [await checkOriginals(folder, {}), await checkOriginals(folder, { all: true, audit: true })];
const [usual, all] = [matchRows(byDefault, rows, accepted), matchRows(byAll, rows, accepted)];
for (const row of rows.rows) {
  const mark = usual.reported.has(row) ? 'yes' : all.reported.has(row) ? 'all' : '-';
  console.log(
    `${mark.padEnd(4)} ${row.id} ${row.found.join('').padEnd(4)} ${row.severity.padEnd(8)} ${row.document.slice(0, 3)}:${row.lines.join(',').padEnd(24)} ${row.rule}`,
  );
}
for (const [title, { unmatched }] of [
  ['by default', usual],
  ['with all rules', all],
] as const) {
  console.log(`\nReports ${title} that match no row:`);
  for (const { rule, severity, message, location } of unmatched)
    console.log(`  ${showLocation(location).replace(`${folder}/`, '')} ${severity} ${rule}: ${message}`);
}
const looked = rows.rows.filter(({ found }) => found.includes('a'));
const count = (reported: ReadonlySet<unknown>): string =>
  `${looked.filter(row => reported.has(row)).length} of ${looked.length} found by looking, ${reported.size} of all ${rows.rows.length}`;
const errors = byDefault.filter(({ severity }) => severity === 'error');
const untrue = usual.unmatched.filter(({ severity }) => severity === 'error');
console.log(
  `\nby default     ${count(usual.reported)}; ${errors.length - untrue.length} of ${errors.length} errors are true, ${byDefault.length - usual.unmatched.length} of ${byDefault.length} reports`,
);
console.log(`with all rules ${count(all.reported)}; ${byAll.length - all.unmatched.length} of ${byAll.length} reports are true`);
