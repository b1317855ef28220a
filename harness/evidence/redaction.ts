const mark = '[redacted]';
/** A shorter value stands in ordinary text too often: hiding it would tell where it is and spoil the evidence. */
const shortest = 5;
/** Members whose values come from closed sets of ours, never from a file or a stack. */
const ours: ReadonlySet<string> = new Set([
  'type',
  'phase',
  'trial',
  'of',
  'role',
  'roleFrom',
  'kind',
  'outcome',
  'when',
  'stream',
  'persistence',
  'is',
  'reason',
  'cause',
  'onFail',
]);

/** Takes secret values out of what goes into the evidence, before it is hashed or written. */
export interface Redaction {
  text(text: string): string;
  /** All texts in a value, at any depth; member names stay. */
  value<T>(value: T): T;
  /** For output that arrives in pieces: a secret that is cut in two is found all the same. */
  stream(): RedactingStream;
}

export interface RedactingStream {
  /** What may be shown now; the rest waits until it is clear that no secret begins there. */
  push(piece: string): string;
  end(): string;
}

/** @param secrets values from the environment; also found as base64, URL-encoded, in JSON or shell quotes, and line by line. */
export function redaction(secrets: readonly string[]): Redaction {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const text = (whole: string): string => forms.reduce((rest, form) => (rest.includes(form) ? rest.replaceAll(form, mark) : rest), whole);
  const walk = (value: unknown, name: string): unknown => {
    if (typeof value === 'string') return ours.has(name) ? value : text(value);
    if (Array.isArray(value)) return value.map(member => walk(member, ''));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, walk(member, key)]));
  };
  return {
    text,
    value: <T>(value: T) => (forms.length === 0 ? value : (walk(value, '') as T)),
    stream: () => {
      let kept = '';
      return {
        push(piece) {
          const whole = text(kept + piece);
          kept = forms.length === 0 ? '' : beginningOfSecret(whole, forms);
          return whole.slice(0, whole.length - kept.length);
        },
        end() {
          const rest = text(kept);
          kept = '';
          return rest;
        },
      };
    },
  };
}

/** The longest end of the text that could be the beginning of a secret. */
function beginningOfSecret(text: string, forms: readonly string[]): string {
  for (let length = Math.min(text.length, (forms[0]?.length ?? 1) - 1); length > 0; length--) {
    const end = text.slice(-length);
    if (forms.some(form => form.length > length && form.startsWith(end))) return end;
  }
  return '';
}

function formsOf(secret: string): readonly string[] {
  const lines = secret.split(/\r?\n/).map(line => line.trim());
  const plain = [secret, secret.trim(), ...lines];
  const written = plain.flatMap(value => [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll("'", String.raw`'\''`),
  ]);
  return [...written, ...base64Forms(secret), ...base64Forms(secret.trim())].filter(form => form.length >= shortest);
}

/** The secret inside a longer base64 text begins at one of three places; only the characters that it alone decides are looked for. */
function base64Forms(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < shortest) return [];
  return [0, 1, 2].flatMap(before => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [encoded, encoded.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
