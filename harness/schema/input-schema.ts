import type { z } from 'zod';
import { jsonSchemaOf } from './json-schema.ts';
import type { JsonSchema } from './settings-rows.ts';

/** A validator's JSON Schema, of what people write. */
export function inputSchema(schema: z.ZodType): JsonSchema {
  return jsonSchemaOf({ file: '', title: '', schema, io: 'input' }) as JsonSchema;
}
