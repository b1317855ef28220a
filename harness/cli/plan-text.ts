import type { Block, Procedure, Runbook } from '../model/runbook.ts';
import { isTask } from '../reading/runbook/task.ts';
import { showStatuses } from '../model/statuses.ts';
import { showDuration } from '../support/duration.ts';
import { brief } from './plan/brief.ts';
import { foundBy } from './plan/found-by.ts';
import { cut, paints, type Look } from './plan/look.ts';

/** What was understood of a runbook, in the order of the file. */
export function showRunbookPlan(runbook: Runbook, look: Look): string {
  const { bold, dim, yellow } = paints(look);
  const {
    frontMatter: { owner, severity, service, rtoMs, review },
  } = runbook;
  const about = [
    owner && `owner ${owner}`,
    severity,
    service && `service ${service}`,
    rtoMs !== undefined && `recovery target ${showDuration(rtoMs)}`,
    review && `review ${review}`,
  ]
    .filter(Boolean)
    .join(' · ');
  const lines = [`${bold(runbook.title)}  ${dim(runbook.file)}`, ...(about === '' ? [] : [`  ${about}`]), ''];
  const idWidth = Math.min(44, Math.max(0, ...runbook.blocks.map(({ id }) => id.length)));
  const holders = [top, ...runbook.procedures].filter(
    ({ id }) => runbook.blocks.some(block => block.procedure === id) || runbook.unfenced.some(command => command.procedure === id),
  );
  for (const procedure of holders) {
    if (procedure !== top)
      lines.push(
        `  ${bold(procedure.title)}  ${dim(`${procedure.id}, line ${procedure.location.line}${procedure.role === undefined ? '' : `, ${procedure.role}`}`)}`,
      );
    const shown = [
      ...runbook.blocks
        .filter(block => block.procedure === procedure.id)
        .map(block => ({ at: block.location.line, text: blockLines(block, idWidth, look) })),
      ...runbook.unfenced
        .filter(command => command.procedure === procedure.id)
        .map(({ location, role, text }) => ({
          at: location.line,
          text: [
            `    ${String(location.line).padStart(4)}  ${yellow('inline'.padEnd(8))}  \`${text}\`  ${dim(`${role}; nobody runs it unless the scenario says \`inline: run\``)}`,
          ],
        })),
    ];
    lines.push(...shown.toSorted((one, other) => one.at - other.at).flatMap(({ text }) => text), '');
  }
  if (runbook.placeholders.length > 0) {
    lines.push('  Placeholders, which a scenario gives values in `variables`:');
    for (const [text, places] of grouped(runbook.placeholders, placeholder => placeholder.text))
      lines.push(`    ${yellow(text)}  ${dim(`line ${places.map(({ location }) => `${location.line}:${location.column}`).join(', ')}`)}`);
    lines.push('');
  }
  lines.push(...summary(runbook), '');
  return lines.map(line => cut(line, look.width)).join('\n');
}

const top: Procedure = { id: '', title: '', depth: 0, location: { file: '', line: 1, column: 1 } };

function blockLines(block: Block, idWidth: number, look: Look): readonly string[] {
  const { dim, green, yellow, red } = paints(look);
  const { role, roleFrom, step, reason, branch, attributes, expectedOutput, statements, language, text } = block;
  const paint = { diagnose: (one: string) => one, act: red, verify: green, rollback: yellow, manual: yellow, other: dim }[role];
  const line = `    ${String(block.location.line).padStart(4)}  `;
  if (!step) return [`${line}${dim(`${'-'.padEnd(8)}  ${block.id.padEnd(idWidth)}  not a step: ${reason}`)}`];
  const first = brief(language === 'person' ? text : (statements[0]?.text ?? ''));
  const more = statements.length > 1 ? dim(`  and ${statements.length - 1} more`) : '';
  const gate = [
    attributes.exit !== undefined && `exit ${attributes.exit === 'any' ? 'any' : showStatuses(attributes.exit)}`,
    attributes.expect !== undefined && `output with ${attributes.expect}`,
    expectedOutput !== undefined && `the output at line ${expectedOutput.location.line}`,
  ].filter(Boolean);
  const notes = [
    `${role === 'manual' ? reason : `${reason}, ${foundBy[roleFrom]}`}`,
    ...(branch === undefined ? [] : [`branch "${branch.condition}": only run where a scenario takes it`]),
    ...(gate.length === 0 ? [] : [`gate: expects ${gate.join(' and ')}`]),
    ...(attributes.skip === undefined ? [] : [`skipped: ${attributes.skip}`]),
    ...(attributes.on === undefined ? [] : [`on ${attributes.on}`]),
    ...(attributes.call === undefined ? [] : [`then calls ${attributes.call}`]),
  ];
  return [`${line}${paint(role.padEnd(8))}  ${block.id.padEnd(idWidth)}  ${first}${more}`, `${' '.repeat(20)}${dim(notes.join(' · '))}`];
}

function summary({ blocks, unfenced, procedures }: Runbook): readonly string[] {
  const steps = blocks.filter(({ step }) => step);
  const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
  const roles = [...grouped(steps, ({ role }) => role)].map(([role, of]) => `${of.length} ${role}`).join(', ');
  const guessed = steps.filter(({ role, roleFrom }) => role !== 'manual' && roleFrom === 'guess').length;
  const code = blocks.filter(block => !isTask(block)).length;
  const acting = new Set(steps.filter(({ role, branch }) => role === 'act' && branch === undefined).map(({ procedure }) => procedure));
  return [
    `  ${count(code, 'block')}, ${count(steps.length, 'step')}${steps.length === 0 ? '' : ` (${roles})`}${guessed === 0 ? '' : `; the role of ${guessed} is guessed`}${unfenced.length === 0 ? '' : `; ${count(unfenced.length, 'inline command')}`}`,
    ...(acting.size > 1
      ? [
          `  Several sections act (${procedures
            .filter(({ id }) => acting.has(id))
            .slice(0, 6)
            .map(({ id }) => id)
            .join(', ')}${acting.size > 6 ? ', …' : ''}): a scenario names in \`follow\` which it carries out.`,
        ]
      : []),
  ];
}

function grouped<T, K>(list: readonly T[], keyOf: (one: T) => K): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>();
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]);
  return groups;
}
