import { z } from 'zod';
import type { Path } from './path.ts';

/** The keys that a schema knows at a path: what a misspelt one may have meant. */
export function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const inner = unwrap(schema);
  if (inner instanceof z.ZodUnion) return [...new Set((inner.options as readonly z.ZodType[]).flatMap(option => keysAt(option, path)))];
  const [head, ...rest] = path;
  if (inner instanceof z.ZodObject) {
    const shape = inner.shape as Readonly<Record<string, z.ZodType>>;
    if (head === undefined) return Object.keys(shape);
    const member = shape[String(head)];
    return member === undefined ? [] : keysAt(member, rest);
  }
  if (head === undefined) return [];
  if (inner instanceof z.ZodArray) return keysAt(inner.element as z.ZodType, rest);
  return inner instanceof z.ZodRecord ? keysAt(inner.valueType as z.ZodType, rest) : [];
}

function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable)
    return unwrap(schema.unwrap() as z.ZodType);
  if (!(schema instanceof z.ZodPipe)) return schema;
  // A preprocessing step has the shape behind it, a transformation before it.
  const { in: before, out: after } = schema.def as unknown as { in: z.ZodType; out: z.ZodType };
  return unwrap(before instanceof z.ZodTransform ? after : before);
}
