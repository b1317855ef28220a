import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Service, Stack } from '../../model/stack.ts';
import type { SourceFile } from './source-files.ts';

/** Images that bring no code which makes tables or keys of its own, nor answers below paths that nobody wrote. */
const plain =
  /^(?:(?:docker\.io\/)?(?:library\/)?(?:postgres|redis|valkey\/valkey|memcached|nginx|httpd|caddy|traefik|haproxy|node|python|php|ruby|golang|rust|openjdk|eclipse-temurin|debian|ubuntu|alpine|busybox|buildpack-deps|pgvector\/pgvector|scratch))(?:[:@]|$)/;

/** What makes tables, keys or paths that stand in no source: object mappers, migrations, queues, frameworks with conventions. */
const makers: readonly (readonly [file: RegExp, words: RegExp])[] = [
  [
    /^package\.json$/,
    /"(?:@?prisma\b[^"]*|@prisma\/[^"]*|sequelize[^"]*|typeorm|knex|drizzle-[^"]*|@mikro-orm\/[^"]*|objection|bookshelf|waterline|node-pg-migrate|db-migrate[^"]*|umzug|postgrator[^"]*|kysely|pg-boss|graphile-[^"]*|bull[^"]*|@bull[^"]*|bee-queue|kue|agenda|resque[^"]*|connect-[^"]*|[^"]*session[^"]*|[^"]*cache[^"]*|[^"]*rate-?limit[^"]*|[^"]*throttl[^"]*|redlock|socket\.io[^"]*|@socket\.io\/[^"]*|next|next-auth|nuxt|remix|@remix-run\/[^"]*|@sveltejs\/[^"]*|astro|gatsby|@nestjs\/[^"]*|@adonisjs\/[^"]*|@feathersjs\/[^"]*|strapi|@strapi\/[^"]*|keystone|payload|directus|@keystone[^"]*|meteor[^"]*|sails|loopback|@loopback\/[^"]*|[^"]*swagger[^"]*|[^"]*graphql[^"]*|hasura[^"]*|parse-server|[^"]*autoload[^"]*|[^"]*admin[^"]*|[^"]*health[^"]*|[^"]*terminus|[^"]*status-monitor|[^"]*prom-bundle|[^"]*static[^"]*|[^"]*openapi[^"]*|serve-[^"]*)"\s*:/,
  ],
  [
    /^(?:requirements[\w.-]*\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile)$/,
    /\b(?:sqlalchemy|alembic|sqlmodel|django|peewee|tortoise|piccolo|pony|yoyo|aerich|celery|rq|huey|dramatiq|arq|kombu|taskiq|procrastinate|flask[-_]\w+|fastapi[-_]\w+|aiocache|cachetools|redis-om|walrus|limits|slowapi|whitenoise|connexion|starlette[-_]\w+|airflow|superset|odoo|wagtail|frappe)\b/i,
  ],
  [
    /^composer\.json$/,
    /"(?:laravel|illuminate|symfony|doctrine|cakephp|yiisoft|codeigniter\w*|drupal|wordpress|robmorgan|slim|api-platform|propel)\/[^"]*"\s*:/,
  ],
  [/^Gemfile$/, /\b(?:rails|activerecord|sequel|sidekiq|resque|hanami|rom|grape|que|good_job|delayed_job)\b/],
  [
    /^go\.mod$/,
    /\b(?:gorm|goose|golang-migrate|entgo|ent|bun|atlas|sqlboiler|pop|xorm|beego|asynq|machinery|gocraft|work|rel|dbmate|tern|redsync|redis_rate|pocketbase)\b/,
  ],
  [/^(?:pom\.xml|build\.gradle(?:\.kts)?)$/, /./],
  [/\.(?:csproj|fsproj|exs|sbt|cabal)$/, /./],
  [/^Cargo\.toml$/, /\b(?:diesel|sqlx|sea-orm|refinery|barrel|sidekiq|apalis|loco-rs)\b/],
  [
    /^(?:schema\.prisma|alembic\.ini|manage\.py|artisan|flyway\.conf|liquibase[\w.-]*|dbmate[\w.-]*|atlas\.hcl|ormconfig\.\w+|knexfile\.\w+|wp-config\.php)$/,
    /(?:)/,
  ],
];

/** Whether all code that runs in a stack lies in its files: no image with code of its own, and nothing that makes what it needs by itself. */
export function knowsItsCode(stack: Stack, files: readonly SourceFile[]): boolean {
  if (!stack.services.every(service => isKnown(service, stack.folder))) return false;
  return !files.some(({ path, text }) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return makers.some(([file, words]) => file.test(name) && words.test(text));
  });
}

function isKnown({ image, build }: Service, folder: string): boolean {
  if (build === undefined) return image !== undefined && plain.test(image);
  const context = resolve(folder, build.context);
  const path = join(context, build.dockerfile ?? 'Dockerfile');
  if (!existsSync(path)) return false;
  const text = readFileSync(path, 'utf8');
  const stages = new Set<string>();
  for (const [, from = '', stage] of text.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)) {
    if (!stages.has(from) && !plain.test(from)) return false;
    if (stage !== undefined) stages.add(stage);
  }
  return !/\bgit\s+clone\b|\bCOPY\s+--from=[^\s]*[/:]|^\s*ADD\s+(?:--\S+\s+)*(?:https?|git)[:@]/im.test(text);
}
