import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * Writes the rules as one file: `drillbook check` loads them all, and to find and read far more than a hundred files was a quarter of its
 * start. What they import from other folders stays where it is, for that may hold a state (the SQL grammar, say) of which there is one.
 */
const rules = fileURLToPath(new URL('../checking/rules/index.ts', import.meta.url));
await build({
  entryPoints: [rules],
  // In the compiler's own place, after it: who imports the rules need not know.
  outfile: fileURLToPath(new URL('../../dist/checking/rules/index.js', import.meta.url)),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  logLevel: 'warning',
  plugins: [
    {
      name: 'only neighbours',
      setup({ onResolve }) {
        onResolve({ filter: /^\.\.\// }, ({ path }) => ({ path: path.replace(/\.ts$/, '.js'), external: true }));
        onResolve({ filter: /^[^./]/, namespace: 'file' }, ({ path }) => ({ path, external: true }));
      },
    },
  ],
});
