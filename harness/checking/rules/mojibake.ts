import type { Report, Rule } from '../rule.ts';

/**
 * Signs of the text were saved in one encoding and read in another.
 *
 * `â€œOKâ€` in place of quotes is more than ugly: headings get anchors that no link finds, searches for a word find nothing, and a check that
 * looks for what a script prints looks for other bytes.
 *
 * A page that speaks of such text on purpose says so (`<!-- drillbook-check-disable-next mojibake: shows what a wrong encoding looks like -->`).
 * Inline code and blocks of Markdown are not looked at. Letters with accents and typographic quotes are right.
 *
 * @example UTF-8 that was read as Windows-1252, and as Mac Roman
 * ````markdown
 * # Notes â€“ operations
 *
 * The worker prints â€œreadyâ€ and âœ… when it is up.
 *
 * ```bash
 * echo "‚úÖ worker"
 * ```
 * ````
 * 1:9-1:12 unexpected "â€“", expected "–": the file was saved with another encoding (4 places)
 *
 * @example Languages that have such letters
 * ````markdown
 * # Prüfung – „Ärger“ à « Orléans » ✅ 🚀
 *
 * NÃO É AÇÃO. Œuvre… €uro™ naïve “Ä”. Ångström ½.
 * ````
 * none
 *
 * @example What is quoted
 * ````markdown
 * Where a page shows `â€œ`, it was read as Windows-1252.
 * ````
 * none
 */
export const mojibake: Rule = {
  kind: 'mojibake',
  preset: 'default',
  *check({ source, runbook }): Iterable<Report> {
    if (!suspicious.test(source.text)) return;
    const quoted = runbook.blocks.filter(({ lang }) => /^(?:md|markdown)$/.test(lang)).map(({ location }) => location);
    const found: { readonly line: number; readonly column: number; readonly text: string; readonly meant: string }[] = [];
    for (const [row, line] of source.lines.entries()) {
      if (!suspicious.test(line) || quoted.some(at => row + 1 >= at.line && row < (at.endLine ?? at.line))) continue;
      const shown = line.replaceAll(/`[^`]+`/g, code => ' '.repeat(code.length));
      for (const { 0: run, index } of shown.matchAll(/[^\0-\x7F]{2,}/g))
        for (const { at, text, meant } of damagedIn(run)) found.push({ line: row + 1, column: index + at + 1, text, meant });
    }
    const [first] = found;
    // Two letters may stand side by side by chance.
    if (first === undefined || (found.length < 3 && found.every(({ text }) => text.length < 3))) return;
    yield {
      message: `unexpected "${first.text}", expected "${first.meant}": the file was saved with another encoding (${found.length === 1 ? 'one place' : `${found.length} places`})`,
      location: {
        file: source.file,
        line: first.line,
        column: first.column,
        endLine: first.line,
        endColumn: first.column + first.text.length,
      },
      hint: 'Save the file as UTF-8 from a version that is whole; iconv can often undo it.',
    };
  },
};

/** The first letters of what UTF-8's longer signs become. */
const suspicious = /[ÂÃÄÅâğð‚ÔÎÏĞï√¬]/;

/** The bytes of each sign, in the encodings that files are taken for. */
const tables: readonly ReadonlyMap<string, number>[] = ['windows-1252', 'windows-1254', 'macintosh'].map(name => {
  const decoder = new TextDecoder(name);
  return new Map(Array.from({ length: 128 }, (_, index) => [decoder.decode(Uint8Array.of(index + 128)), index + 128] as const));
});

interface Damaged {
  readonly at: number;
  readonly text: string;
  readonly meant: string;
}

function damagedIn(run: string): readonly Damaged[] {
  const found: Damaged[] = [];
  for (let at = 0; at < run.length - 1; at++) {
    const damaged = damagedAt(run, at);
    if (damaged === undefined) continue;
    found.push(damaged);
    at += damaged.text.length - 1;
  }
  return found;
}

function damagedAt(run: string, at: number): Damaged | undefined {
  for (const table of tables) {
    const lead = table.get(run[at] ?? '') ?? 0;
    const length = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe2 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xc6 ? 2 : 0;
    const text = run.slice(at, at + length);
    const bytes = Array.from(text, sign => table.get(sign) ?? 0);
    if (length === 0 || bytes.length < length || bytes.slice(1).some(byte => byte < 0x80 || byte > 0xbf)) continue;
    const meant = new TextDecoder().decode(Uint8Array.from(bytes));
    if (likely.test(meant)) return { at, text, meant };
  }
  return undefined;
}

/** Letters with accents, punctuation, arrows, signs and pictures: what people write between letters of the alphabet. */
const likely = /^(?:[\u00A0-\u017F\u2010-\u203A\u20AC\u2122\u2190-\u2BFF\u{1F300}-\u{1FAFF}]|\uFE0F)$/u;
