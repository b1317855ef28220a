/** Headings of commands to look up: whoever reads them takes the one that is meant. */
export const referenceTitle =
  /\b(?:useful|handy|common|helpful|quick|key|basic|frequently used|important)\b.*\b(?:commands?|reference|one-?liners?)\b|\bcheat[ -]?sheet\b|\bquick[ -]reference\b|\bcommands?\b.*\breference\b|^appendix\b.*\bcommands?\b|^(?:[\d.]+ )?(?:[\w./-]+ )?commands$/i;
