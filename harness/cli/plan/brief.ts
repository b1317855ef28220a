const longest = 120;

/** A command on one line, cut where it goes on for long. */
export function brief(text: string): string {
  const line = text.replaceAll(/\\?\s*\n\s*/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 1).trimEnd()}…`;
}
