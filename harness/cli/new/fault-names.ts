/** The names that follow from a fault's kind: `mail.queue-full` is `mailQueueFull` in code, below `mail/queue-full`. */
export interface FaultNames {
  readonly kind: string;
  readonly family: string;
  readonly name: string;
  readonly constant: string;
}

/** Undefined where it is no kind: a family and a name, in small letters, with hyphens. */
export function faultNames(kind: string): FaultNames | undefined {
  const [, family, name] = /^([a-z][a-z0-9]*)\.([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(kind) ?? [];
  if (family === undefined || name === undefined) return undefined;
  const constant = `${family}-${name}`.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return { kind, family, name, constant };
}
