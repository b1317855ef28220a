import type { StackContents } from '../model/stack-contents.ts';
import type { Stack } from '../model/stack.ts';
import { knowsItsCode } from './contents/knows-its-code.ts';
import { foldersOf } from './contents/folders.ts';
import { httpContents } from './contents/http-routes.ts';
import { redisKeys } from './contents/redis-keys.ts';
import { postgresqlSchema, sqliteSchema } from './contents/schemas.ts';
import { sourceFilesOf } from './contents/source-files.ts';
import { writtenIn } from './contents/written.ts';
import { loadSqlGrammar } from './sql/parse-sql.ts';

/** What a stack's files say that it holds. Where they do not tell all of a kind, they tell nothing of it. */
export async function readContents(stack: Stack): Promise<StackContents> {
  const files = sourceFilesOf(stack);
  if (files === undefined || !knowsItsCode(stack, files)) return {};
  if (files.some(({ path }) => path.endsWith('.sql'))) await loadSqlGrammar();
  const postgresql = postgresqlSchema(stack, files);
  const sqlite = sqliteSchema(files);
  const keys = redisKeys(stack, files);
  const http = httpContents(stack, files);
  return {
    ...(postgresql === undefined ? {} : { postgresql }),
    ...(sqlite === undefined ? {} : { sqlite }),
    ...(keys === undefined ? {} : { keys }),
    ...(http === undefined ? {} : { http }),
    folders: foldersOf(stack),
    written: writtenIn(files),
  };
}
