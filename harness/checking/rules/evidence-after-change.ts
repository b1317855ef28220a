import { linesOf } from '../shell-facts/procedure-lines.ts';
import type { Location } from '../../model/location.ts';
import type { CheckedDocument } from '../document/checked-document.ts';
import type { Procedure } from '../../model/runbook.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * Evidence of a breach is collected after the system was changed.
 *
 * Keys are rotated, containers made anew, files removed, and then a copy is taken "for forensics": of what the remedy has left. Nobody can tell
 * any more what the intruder did.
 *
 * To cut the system off from the network comes first and is no change in this sense. Where a copy is made earlier as well, the order is right.
 *
 * @example Last of all
 * ````markdown
 * ## Security incident
 *
 * 1. **Cut it off:** close the ports.
 * 2. **Rotate keys:** all of them.
 * 3. **Preserve evidence:** copy the logs.
 *
 * ## Intrusion
 *
 * ```bash
 * # Rotate the tokens
 * ./ops/rotate-tokens.sh
 * # Collect evidence
 * journalctl -u ssh > /mnt/evidence/ssh.log
 * ```
 * ````
 * 5:6-5:23 unexpected "Preserve evidence" after "Rotate keys", expected it before: the change destroys what it looks for
 * 12:3-12:19 unexpected "Collect evidence" after "Rotate the tokens", expected it before: the change destroys what it looks for
 *
 * @example First
 * ````markdown
 * ## Security incident
 *
 * 1. **Cut it off:** close the ports.
 * 2. **Preserve evidence:** copy the logs.
 * 3. **Rotate keys:** all of them.
 * ````
 * none
 *
 * @example Another kind of incident
 * ````markdown
 * ## Mail is late
 *
 * 1. Rotate the log.
 * 2. Collect evidence of slow relays.
 * ````
 * none
 */
export const evidenceAfterChange: Rule = {
  kind: 'evidence-after-change',
  preset: 'all',
  *check(document): Iterable<Report> {
    for (const section of document.runbook.procedures) {
      if (!/secur|breach|intrusion|compromis|attack|forensic|malware/i.test(section.title) || !hasTrouble(section, document)) continue;
      const lines = labelled(document, section);
      const evidence = lines.find(({ text }) =>
        /\b(?:preserv\w*|collect\w*|secure|save|captur\w*)\b.*\b(?:evidence|forensic\w*|logs|state|image)\b|^evidence\b|\bforensic (?:copy|image|snapshot)\b|\bevidence collection\b/i.test(
          text,
        ),
      );
      const change = lines.find(({ text }) =>
        /\b(?:rotat(?:e|ing)|re-?image|rebuild|reinstall|patch|remove|delete|clean up|restore|reset|redeploy)\b/i.test(text),
      );
      if (evidence === undefined || change === undefined || change.location.line >= evidence.location.line) continue;
      yield {
        message: `unexpected "${evidence.text}" after "${change.text}", expected it before: the change destroys what it looks for`,
        location: evidence.location,
        hint: `Move it above line ${change.location.line}, right behind what cuts the system off.`,
      };
    }
  },
};

/** The section that the others of this kind stand below. */
function hasTrouble({ parent }: Procedure, { runbook }: CheckedDocument): boolean {
  const up = runbook.procedures.find(({ id }) => id === parent);
  return up === undefined || !/secur|breach|intrusion|compromis|attack/i.test(up.title) || /procedures|operations/i.test(up.title);
}

/** What steps are called: titles, labels of items, comments. */
function labelled(
  { runbook, source }: CheckedDocument,
  section: Procedure,
): readonly { readonly text: string; readonly location: Location }[] {
  const [from, to] = linesOf(runbook, section);
  return source.lines.slice(from, to === Infinity ? undefined : to - 1).flatMap((line, index) => {
    const match = /^(\s*(?:#+\s+|(?:\d+[.)]|[-*+])\s+\*\*|#\s*))([^*\n]{3,60}?):?(?:\*\*.*)?\s*$/.exec(line);
    if (match === null) return [];
    const [, before = '', text = ''] = match;
    const column = before.length + 1;
    return [
      { text, location: { file: source.file, line: from + 1 + index, column, endLine: from + 1 + index, endColumn: column + text.length } },
    ];
  });
}
