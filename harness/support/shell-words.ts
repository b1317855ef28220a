/** Splits a line into words as Compose does for `command:`, and we for `run:`: quotes and backslashes, no expansion. */
export function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/(?:\\.|[^\s"'\\]|"(?:\\.|[^"\\])*"|'[^']*')+/gs)].map(([word]) =>
    word.replaceAll(
      /\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/gs,
      (_, escaped?: string, double?: string, single?: string) =>
        escaped ?? (double === undefined ? (single ?? '') : double.replaceAll(/\\(["\\$`])/g, '$1')),
    ),
  );
}
