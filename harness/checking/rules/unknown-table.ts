import { expectedOne } from '../stack-facts/expected-one.ts';
import { madeTables, namesInStackSql, tableIn } from '../stack-facts/names-in-stack-sql.ts';
import type { Report, Rule } from '../rule.ts';

/**
 * A query names a table that the stack's database does not have.
 *
 * `relation "job" does not exist` is what the reader gets, in the middle of an incident, and the question stays open.
 *
 * Only with `--stack`, and only where its files tell all tables: the SQL of the database's first start and of migrations, and no image,
 * object mapper or script that may make others. Tables and views that the document makes itself, common tables, PostgreSQL's own
 * (`pg_…`, `information_schema`), other schemas, other databases and placeholders are left alone.
 *
 * @example Names of yesterday
 * ````markdown
 * ```bash
 * psql -tAc "SELECT count(*) FROM jobs_queue j JOIN orders o ON o.id = j.order_id" shop
 * docker compose exec -T database psql -U shop shop -c 'truncate public.cart'
 * ```
 *
 * ```sql
 * delete from job where id = <ID>;
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   database:
 *     image: postgres:16
 *     environment: { POSTGRES_DB: shop, POSTGRES_PASSWORD: shop }
 *     volumes: ["./init:/docker-entrypoint-initdb.d:ro"]
 * ````
 * ````sql file=init/schema.sql
 * create table orders (id int primary key, state text);
 * create table jobs (id int, order_id int references orders);
 * create view carts as select * from orders where state = 'cart';
 * ````
 * 7:13-7:16 unexpected table `job`, expected one of `orders`, `jobs`, `carts`; nearest: `jobs`
 * 2:33-2:43 unexpected table `jobs_queue`, expected one of `orders`, `jobs`, `carts`; nearest: `jobs`
 * 3:71-3:75 unexpected table `cart`, expected one of `orders`, `jobs`, `carts`; nearest: `carts`
 *
 * @example They are there, or are made on the way
 * ````markdown
 * ```sql
 * create temporary table stuck as select id from orders where state = 'open';
 * select * from stuck;
 * with late as (select id from orders) select * from late join public.orders using (id);
 * select relname from pg_stat_user_tables;
 * select * from information_schema.tables, cron.job, generate_series(1, 3) as n, lateral (select 1) as one;
 * select last_value from orders_id_seq;
 * select * from <table>;
 * select * from :name;
 * select extract(epoch from now());
 * drop table if exists orders_backup;
 * insert into ORDERS values (1) on conflict do nothing;
 * ```
 *
 * ```bash
 * psql shop -c "select * from $TABLE"
 * psql shop -c 'select * from TABLE_NAME join your_table using (id)'
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   database:
 *     image: postgres:16
 *     environment: { POSTGRES_DB: shop, POSTGRES_PASSWORD: shop }
 *     volumes: ["./init:/docker-entrypoint-initdb.d:ro"]
 * ````
 * ````sql file=init/schema.sql
 * create table orders (id int primary key, state text);
 * ````
 * none
 *
 * @example Another database, and a fence that may be for it
 * ````markdown
 * ```bash
 * psql -d warehouse -c 'select * from facts'
 * psql -h db.elsewhere.example shop -c 'select * from facts'
 * ssh db-2 "psql shop -c 'select * from facts'"
 * ```
 *
 * ```sql
 * select * from facts;
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   database:
 *     image: postgres:16
 *     environment: { POSTGRES_DB: shop, POSTGRES_PASSWORD: shop }
 *     volumes: ["./init:/docker-entrypoint-initdb.d:ro"]
 * ````
 * ````sql file=init/schema.sql
 * create table orders (id int primary key, state text);
 * ````
 * none
 *
 * @example An image that makes its own tables
 * ````markdown
 * ```bash
 * psql shop -c 'select * from sessions'
 * ```
 * ````
 * ````yaml file=stack.yaml
 * services:
 *   app:
 *     image: registry.example/shop:2
 *   database:
 *     image: postgres:16
 *     environment: { POSTGRES_DB: shop, POSTGRES_PASSWORD: shop }
 *     volumes: ["./init:/docker-entrypoint-initdb.d:ro"]
 * ````
 * ````sql file=init/schema.sql
 * create table orders (id int primary key, state text);
 * ````
 * none
 */
export const unknownTable: Rule = {
  kind: 'unknown-table',
  preset: 'default',
  *check(document): Iterable<Report> {
    const { tables } = namesInStackSql(document);
    const made = madeTables(document);
    for (const { name: table, schema, location } of tables) {
      if (isOthers(table.name, table.schema) || tableIn(schema, table) !== undefined || made.has(table.name.toLowerCase())) continue;
      const known = schema.tables.map(({ name }) => name);
      yield { message: `unexpected table \`${table.name}\`, ${expectedOne(table.name, known)}`, location };
    }
  },
};

/** PostgreSQL's and SQLite's own, sequences, and what other schemas hold. */
function isOthers(name: string, schema: string | undefined): boolean {
  return /^(?:pg_|sqlite_)|_seq$/i.test(name) || (schema !== undefined && schema !== 'public' && schema !== 'main');
}
