import { encodedSecrets } from './encoded-secrets.ts';
import { privateKeys } from './private-keys.ts';
import type { Span } from './span.ts';

/**
 * Secrets that tell by their looks that they are, whoever they belong to. What stands beside them stays: of a URL only the password
 * goes, of a header only the credentials. Hashes, digests, UUIDs and values of fixtures look like none of them.
 *
 * A table of ours and no scanner: the journal asks for each of its texts while samplers wait, and the last gate must know exactly
 * what redaction knows, else a run could fail without a remedy. Every expression has bounds: no text makes it slow.
 */
export function knownSecrets(text: string): readonly Span[] {
  return [...plainSecrets(text), ...encodedSecrets(text, holdsSecret)];
}

/** Where in a text that may go on the earliest secret could begin; the text's length when none could. */
export function pendingSecret(text: string): number {
  // None of them goes on in another line, and most have no blanks.
  const line = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  const last = text.slice(line).toLowerCase();
  const word = last.slice(last.search(/[^ \t]*$/));
  // Any word could be the beginning of one that is encoded.
  const encoded = /[\w+/=-]*$/.exec(last)?.[0].length ?? 0;
  return text.length - Math.max(encoded, longestBeginning(last, beginningsOfLines), longestBeginning(word, beginningsOfWords));
}

/** How much of a text's end a secret could take that begins with one of these, or with a part of one. */
function longestBeginning(text: string, beginnings: readonly string[]): number {
  let longest = 0;
  for (const beginning of beginnings) {
    const whole = text.indexOf(beginning);
    if (whole >= 0) longest = Math.max(longest, text.length - whole);
    for (let length = Math.min(beginning.length - 1, text.length); length > longest; length--)
      if (text.endsWith(beginning.slice(0, length))) longest = length;
  }
  return longest;
}

interface KnownSecret {
  readonly what: string;
  /** Lower-case texts without which it does not begin. */
  readonly beginnings: readonly string[];
  /** Whether blanks may stand in it. */
  readonly blanks?: boolean;
  /** Its group `secret`, or else all of it, is hidden. */
  readonly pattern: RegExp;
}

const known: readonly KnownSecret[] = [
  { what: 'an AWS access key id', beginnings: ['akia', 'asia'], pattern: /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/dg },
  {
    what: 'an AWS secret access key',
    beginnings: ['secret'],
    blanks: true,
    pattern:
      /secret[_ ]?(?:access[_ ]?)?key(?: \[None\]|\\?["'])?[ \t]{0,9}[:=][ \t]{0,9}\\?["']?(?<secret>[A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/dgi,
  },
  {
    what: 'a GitHub token',
    beginnings: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_\w{36,255})/dg,
  },
  {
    what: 'a GitLab token',
    beginnings: ['glpat-', 'glptt-', 'gldt-', 'glrt-', 'glcbt-', 'glft-', 'glsoat-', 'glagent-', 'glimt-'],
    pattern: /\bgl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt)-[\w-]{20,255}/dg,
  },
  { what: 'a Slack token', beginnings: ['xox', 'xapp-'], pattern: /\b(?:xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,255}/dg },
  {
    what: 'a Slack webhook',
    beginnings: ['hooks.slack.com/'],
    pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/(?<secret>[\w/]{20,255})/dg,
  },
  { what: 'a Google API key', beginnings: ['aiza'], pattern: /AIza[\w-]{35}/dg },
  { what: 'a Google OAuth secret', beginnings: ['gocspx-', 'ya29.'], pattern: /(?:GOCSPX-[\w-]{28}|\bya29\.[\w-]{20,1024})/dg },
  { what: 'an npm token', beginnings: ['npm_'], pattern: /npm_[A-Za-z0-9]{36}/dg },
  {
    what: 'a Stripe key',
    beginnings: ['sk_', 'rk_', 'whsec_'],
    pattern: /(?<![A-Za-z0-9])(?:[sr]k_(?:live|test)_[A-Za-z0-9]{16,255}|whsec_[A-Za-z0-9+/]{32,255})/dg,
  },
  { what: 'a SendGrid key', beginnings: ['sg.'], pattern: /\bSG\.[\w-]{22}\.[\w-]{43}/dg },
  {
    what: 'an API key',
    beginnings: ['sk-'],
    pattern: /\bsk-(?:(?:ant|proj|svcacct|admin)-[\w-]{20,255}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})/dg,
  },
  {
    what: 'an access token',
    beginnings: ['dckr_', 'dop_v1_', 'hvs.', 'hvb.', 'pypi-', 'hf_', 'lin_api_', 'glsa_', 'shp'],
    pattern:
      /\b(?:dckr_(?:pat|oat)_[\w-]{27,255}|dop_v1_[a-f0-9]{64}|hv[sb]\.[\w-]{24,512}|pypi-AgE[\w-]{50,1024}|hf_[A-Za-z]{34}|lin_api_[A-Za-z0-9]{40}|glsa_\w{32}_[a-f0-9]{8}|shp(?:at|ca|pa|ss)_[a-f0-9]{32})/dg,
  },
  { what: 'an age key', beginnings: ['age-secret-key-1'], pattern: /AGE-SECRET-KEY-1[0-9A-Z]{58}/dg },
  {
    what: 'an Azure key',
    beginnings: ['accountkey=', 'sharedaccesskey='],
    pattern: /(?:AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{43,86}={1,2})/dgi,
  },
  {
    what: 'a token of .npmrc',
    beginnings: ['_authtoken'],
    blanks: true,
    pattern: /_authToken[ \t]{0,9}=[ \t]{0,9}"?(?<secret>[\w.~+/=-]{8,512})/dg,
  },
  {
    what: 'a JSON web token',
    beginnings: ['eyj'],
    pattern: /(?<![A-Za-z0-9])eyJ[\w-]{8,2048}\.eyJ[\w-]{4,8192}\.[\w-]{8,2048}/dg,
  },
  {
    what: 'a password in a URL',
    beginnings: ['://', '%3a%2f%2f'],
    // Greedy to the last `@`, for some write that into a password as it is.
    pattern: /(?::|%3a)(?:\/\/|%2f%2f|\\\/\\\/)[^\s/?#:@"'<>`\\]{0,256}?(?::|%3a)(?<secret>[^\s/?#"'<>`\\]{1,256})(?:@|%40)/dgi,
  },
  {
    what: 'credentials of a header',
    beginnings: ['authorization'],
    blanks: true,
    pattern: /authorization\\?["']?[ \t]{0,9}[:=][ \t]{0,9}\\?["']?(?:bearer|basic|token|digest)[ \t]{1,9}(?<secret>[\w.~+/=-]{6,8192})/dgi,
  },
  {
    what: 'an API key of a header',
    beginnings: ['x-api-key'],
    blanks: true,
    pattern: /\bx-api-key\\?["']?[ \t]{0,9}[:=][ \t]{0,9}\\?["']?(?=[A-Za-z._~+/=-]{0,64}\d)(?<secret>[\w.~+/=-]{8,1024})/dgi,
  },
  {
    what: 'a session of a cookie',
    beginnings: ['cookie'],
    blanks: true,
    // Which cookies are sessions tells only their name.
    pattern:
      /(?<![\w.-])(?=[\w.-]{0,64}(?:sess|sid|auth|token|jwt))[\w.-]{3,128}=(?<=cookie\\?["']?[ \t]{0,9}[:=][^\r\n]{0,600})(?=[^\s;,"'\\<>\d]{0,256}\d)(?<secret>[^\s;,"'\\<>]{8,4096})/dgi,
  },
  {
    what: 'a password for curl',
    beginnings: ['curl'],
    blanks: true,
    pattern:
      /\bcurl[ \t](?:[^\r\n|;&]{0,256}?[ \t])?(?:-[a-z]{0,8}u|--user|--proxy-user)[ \t=]{0,3}\\?["']?[^\s:"'\\<>/]{0,128}:(?![$<{%])(?<secret>[^\s"'\\<>]{1,256})/dgi,
  },
  {
    what: 'a bearer token',
    beginnings: ['bearer '],
    blanks: true,
    pattern: /\bbearer (?=[A-Za-z._~+/=-]{0,64}\d)(?<secret>[\w.~+/=-]{16,8192})/dgi,
  },
];

/** Cheap to ask first: nearly all texts hold none of them. */
const anyBeginning = new RegExp(
  known.flatMap(one => one.beginnings.map(text => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'))).join('|'),
  'i',
);

const beginningsOfLines: readonly string[] = ['-----begin', ...known.filter(one => one.blanks === true).flatMap(one => one.beginnings)];
const beginningsOfWords: readonly string[] = known.filter(one => one.blanks !== true).flatMap(one => one.beginnings);

function plainSecrets(text: string): readonly Span[] {
  const spans = [...privateKeys(text)];
  if (!anyBeginning.test(text)) return spans;
  for (const { what, pattern } of known) {
    for (const match of text.matchAll(pattern)) {
      const [from, to] = match.indices?.groups?.['secret'] ?? match.indices?.[0] ?? [0, 0];
      if (!isPlaceholder(text.slice(from, to))) spans.push({ from, to, what });
    }
  }
  return spans;
}

/** A name that stands for a value, or a value that somebody has hidden: `$TOKEN`, `{{token}}`, `****`. */
function isPlaceholder(secret: string): boolean {
  return /^(?:\$[A-Z_][A-Z0-9_]*|\$\{\w+(?::?[-?][^}]*)?\}|\$\(.*\)|%s|%\(\w+\)s|\{\{.*\}\}|[*•.]+|x{3,}|\[redacted\]?)$/.test(secret);
}

function holdsSecret(text: string): string | undefined {
  return plainSecrets(text)[0]?.what;
}
