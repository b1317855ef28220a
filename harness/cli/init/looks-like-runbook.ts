import { basename, dirname } from 'node:path';

const folders =
  /(?:^|\/)(?:run-?books?|play-?books?|sops?|ops|operations?|on-?call|incidents?|docs?|documentation|wiki|procedures)(?:\/|$)/i;
const others =
  /^(?:readme|changelog|changes|history|contributing|code_of_conduct|security|license|licence|authors|support|governance|pull_request_template|release[-_ ]?notes|roadmap|todo|index|summary)\b/i;

/** How likely a Markdown file is a runbook: 2 in a folder for such, 1 elsewhere, 0 for what every repository has. */
export function runbookChance(file: string): 0 | 1 | 2 {
  if (others.test(basename(file))) return 0;
  return folders.test(dirname(file)) ? 2 : 1;
}
