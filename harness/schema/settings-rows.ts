/** What is read of a JSON Schema here. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

export interface SettingsOptions {
  /** Keys that are told of elsewhere. */
  readonly without?: readonly string[];
  /** Levels of keys in keys that are listed; deeper ones stand in one cell. @default 2 */
  readonly depth?: number;
  /** Keys whose inner keys are told of elsewhere. */
  readonly closed?: readonly string[];
  /** Whether programs write it: then there are no defaults, only what is always there. */
  readonly written?: boolean;
  /** Sets words apart that are typed as they stand. */
  readonly quote?: (word: string) => string;
}

/** A key with what it takes, its default (empty: none) and what it is for. */
export interface SettingRow {
  readonly key: string;
  readonly value: string;
  readonly required: boolean;
  readonly otherwise: string;
  readonly about: string;
}

/** Every key of an object; keys in keys are written with dots. */
export function settingsRows(
  schema: JsonSchema,
  { without = [], depth = 2, closed = [], written = false, quote = word => word }: SettingsOptions = {},
): readonly SettingRow[] {
  return keysOf(objectIn(schema) ?? schema, '', { without, depth, closed, written, quote });
}

type Quote = (word: string) => string;

function keysOf(schema: JsonSchema, before: string, options: Required<SettingsOptions>): readonly SettingRow[] {
  const { without, depth, closed, quote } = options;
  return Object.entries(schema.properties ?? {})
    .filter(([key]) => !without.includes(key))
    .flatMap(([key, property]) => {
      const name = `${before}${key}`;
      const inner = depth > 1 && !closed.includes(key) ? innerOf(property) : undefined;
      const required = schema.required?.includes(key) === true && property.default === undefined;
      const { about, otherwise } = described(property, quote);
      return [
        { key: name, value: valueOf(property, quote), required, otherwise, about },
        ...(inner === undefined ? [] : keysOf(inner.schema, `${name}${inner.joint}`, { ...options, depth: depth - 1 })),
      ];
    });
}

/** A default that the code holds stands at the end of the description, after a semicolon: `; 30s`. */
function described(schema: JsonSchema, quote: Quote): { readonly about: string; readonly otherwise: string } {
  const { description = '' } = schema;
  const [, about, otherwise] = /^(.*); `?((?:at least )?[\w./-]+)`?$/.exec(description) ?? [];
  if (about !== undefined && otherwise !== undefined && schema.default === undefined) return { about, otherwise: quote(otherwise) };
  // Said twice: by the validator and in words.
  const twice = about !== undefined && otherwise === String(schema.default);
  return { about: twice ? about : description, otherwise: defaultOf(schema, quote) };
}

/** The keys below a key, also of a list's or a map's members. */
function innerOf(schema: JsonSchema): { readonly schema: JsonSchema; readonly joint: string } | undefined {
  const own = objectIn(schema);
  if (own !== undefined) return { schema: own, joint: '.' };
  const item = schema.items === undefined ? undefined : objectIn(schema.items);
  if (item !== undefined) return { schema: item, joint: '[].' };
  const member = typeof schema.additionalProperties === 'object' ? objectIn(schema.additionalProperties) : undefined;
  return member === undefined ? undefined : { schema: member, joint: '.*.' };
}

/** An object with keys, alone or as one of several forms; of several such forms all keys. */
function objectIn(schema: JsonSchema): JsonSchema | undefined {
  if (schema.properties !== undefined) return schema;
  const forms = (schema.anyOf ?? schema.oneOf ?? []).filter(one => one.properties !== undefined);
  const [only, other] = forms;
  return other === undefined
    ? only
    : { properties: Object.assign({}, ...forms.map(({ properties }) => properties)) as Readonly<Record<string, JsonSchema>> };
}

function valueOf(schema: JsonSchema, quote: Quote): string {
  const { type, items, pattern, minimum, maximum } = schema;
  if (schema.const !== undefined) return quote(String(schema.const));
  if (schema.enum !== undefined) return schema.enum.map(one => quote(String(one))).join(', ');
  const forms = schema.anyOf ?? (schema.properties === undefined ? schema.oneOf : undefined);
  if (forms !== undefined) return [...new Set(forms.map(form => valueOf(form, quote)))].join(' or ');
  if (Array.isArray(type)) return (type as readonly string[]).map(one => valueOf({ type: one }, quote)).join(' or ');
  if (type === 'array') return items === undefined ? 'list' : `list of ${valueOf(items, quote)}`;
  if (type === 'object') return schema.properties === undefined ? 'map' : 'keys, below';
  if (type === 'string') return pattern?.includes('ms|s|m|h|d') === true ? `duration, such as ${quote('30s')}` : 'text';
  if (type === 'integer' || type === 'number') return `${type === 'integer' ? 'whole number' : 'number'}${between(minimum, maximum)}`;
  if (type === 'boolean') return `${quote('true')}, ${quote('false')}`;
  return type === undefined ? 'anything' : String(type);
}

/** Limits that JavaScript's own numbers have are none. */
function between(minimum: number | undefined, maximum: number | undefined): string {
  const [least, most] = [minimum, maximum].map(limit =>
    limit === undefined || Math.abs(limit) === Number.MAX_SAFE_INTEGER ? undefined : limit,
  );
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
  if (least !== undefined) return `, at least ${least}`;
  return most === undefined ? '' : `, at most ${most}`;
}

function defaultOf(schema: JsonSchema, quote: Quote): string {
  if (schema.default === undefined) return '';
  const text = JSON.stringify(schema.default);
  return text === '{}' || text === '[]' ? '' : quote(typeof schema.default === 'string' ? schema.default : text);
}
