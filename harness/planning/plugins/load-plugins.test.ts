import { symlinkSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { faults } from '../../faults/index.ts';
import { operations } from '../../operations/index.ts';
import { folderWith, shown } from '../../reading/testing/folder.ts';
import { shims } from '../../shims/index.ts';
import { loadPlan } from '../load-plan.ts';
import { defineFault, defineProbe, defineShim } from './define.ts';
import type { Planned } from '../plan.ts';

const scenario = `runbook: ../web.md
stack: [../compose.yaml]
steadyState:
  - http: http://localhost:3000/
faults:
  - process.kill: { service: web }
`;
const fault = `kind: 'web.closed', about: 'It is closed.', settings: z => z.strictObject({ service: z.string() }), needs: ['files'],
  persistence: 'damage', summarize: () => 'closed', target: ({ service }) => service, inject: async () => {},
  proveEffect: async () => ({ held: false, proof: '' }), undo: async () => {}`;
const probe = "kind: 'word', settings: z => z.strictObject({ host: z.string() }), ask: async () => ({ answered: true, text: '' })";
const shim = "kind: 'webctl', follows: 'webctl 1', run: async () => 0";

function project(files: Readonly<Record<string, string>>, folder = 'one'): (path: string) => string {
  const all = {
    '.git/HEAD': '',
    'scenarios/a.yaml': scenario,
    'web.md': '# Web\n\n## Resolution\n\n```bash\ntrue\n```\n',
    'compose.yaml': 'services:\n  web: { image: "node:20", x-drillbook: { run: node server.js } }\n',
    'drillbook.yaml': 'owner: web team\nplugins:\n  - ./drills/own.mjs\n',
    'drills/own.mjs': `export default [{ ${fault} }, { ${probe} }, { ${shim} }];\n`,
    ...files,
  };
  const at = folderWith(Object.fromEntries(Object.entries(all).map(([path, text]) => [`${folder}/${path}`, text])));
  return path => at(`${folder}/${path}`);
}

async function plan(at: (path: string) => string, loaded: string[] = []): Promise<Planned> {
  return await loadPlan(at('scenarios/a.yaml'), { operations, faults, shims }, { onPlugins: files => void loaded.push(...files) });
}

async function problemsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const planned = await plan(project(files));
  return planned.ok
    ? []
    : shown(planned.problems).map(line => line.replaceAll(/"[^"]*\/([^/"]+)"/g, '"$1"').replaceAll(/(the plugin |: )\S*\//g, '$1'));
}

test('the kinds of a plugin stand beside those of drillbook, for the scenarios of its drillbook.yaml alone', async () => {
  const loaded: string[] = [];
  const own = scenario.replace('http: http://localhost:3000/', 'word: { host: web }').replace('process.kill', 'web.closed');
  const planned = await plan(project({ 'scenarios/a.yaml': own }), loaded);
  expect(planned.ok ? [] : shown(planned.problems)).toEqual([]);
  expect(loaded.map(file => file.replace(/^.*\/files\//, ''))).toEqual(['one/drills/own.mjs']);
  if (!planned.ok) return;
  expect(planned.plan.faults.map(one => one.fault.kind)).toEqual(['web.closed']);
  expect(planned.plan.known.shims.find('webctl')?.follows).toBe('webctl 1');
  expect(shims.find('webctl')).toBeUndefined();
  expect(planned.plan.facts.owner).toBe('web team');
  const without = await plan(project({ 'scenarios/a.yaml': own, 'drillbook.yaml': 'engine: processes\n' }, 'two'));
  expect(without.ok ? [] : shown(without.problems)).toContainEqual(expect.stringContaining('unexpected key "word"'));
});

test('the settings of a plugin are checked as those of drillbook', async () => {
  expect(
    await problemsOf({ 'scenarios/a.yaml': scenario.replace('process.kill: { service: web }', 'web.closed: { servce: web }') }),
  ).toContainEqual(expect.stringMatching(/^a\.yaml:6:\d+ unexpected key "servce"/));
  expect(
    await problemsOf({ 'scenarios/a.yaml': scenario.replace('process.kill: { service: web }', 'web.closed: { service: wep }') }),
  ).toEqual(['a.yaml:6:28 unexpected service "wep", expected one of web; did you mean "web"?']);
});

const own = (text: string): Readonly<Record<string, string>> => ({ 'drills/own.mjs': text });
for (const [what, files, expected] of [
  [
    'a file that is not there',
    { 'drillbook.yaml': 'plugins: [./none.mjs]\n' },
    'drillbook.yaml:1:11 unexpected plugin "none.mjs", expected a file that exists',
  ],
  [
    'one that throws',
    own("\nthrow new Error('no luck');\n"),
    /^drillbook.yaml:3:5 unexpected failure of the plugin "own.mjs": no luck \(\S*own.mjs:\d+\)$/,
  ],
  [
    'one that is no JavaScript',
    own('export default {;\n'),
    /^drillbook.yaml:3:5 unexpected failure of the plugin "own.mjs": .*Unexpected token/,
  ],
  [
    'one without a default export',
    own('export const one = 1;\n'),
    'drillbook.yaml:3:5 unexpected plugin "own.mjs" without a default export, expected a definition or a list of them',
  ],
  [
    'one that exports something else',
    own('export default 7;\n'),
    /unexpected export, expected a definition of a fault, a probe or a stand-in/,
  ],
  ['an empty object', own('export default [{}];\n'), /unexpected export, expected a definition/],
  [
    'a fault without a proof',
    own(`export default { ${fault.replace(/proveEffect: .*?\}\), /s, '')} };\n`),
    'drillbook.yaml:3:5 unexpected absence of `proveEffect`, expected a function in the plugin own.mjs (web.closed)',
  ],
  [
    'a fault without an undo',
    own(`export default { ${fault.replace(/, undo: .*/, '')} };\n`),
    /unexpected absence of `undo`, expected a function/,
  ],
  [
    'a capability that nobody has',
    own(`export default { ${fault.replace("'files'", "'magic'")} };\n`),
    /unexpected `needs`, expected a list of some of process, network/,
  ],
  [
    'an unknown persistence',
    own(`export default { ${fault.replace("'damage'", "'forever'")} };\n`),
    /unexpected `persistence`, expected one of held, damage/,
  ],
  [
    'settings that are no schema',
    own(`export default { ${probe.replace(/settings: .*?\}\)/, 'settings: {}')} };\n`),
    /unexpected `settings`, expected a schema of zod 4/,
  ],
  [
    'a kind of drillbook',
    own(`export default { ${probe.replace("'word'", "'http'")} };\n`),
    'drillbook.yaml:3:5 unexpected second probe "http", expected a name of its own: drillbook has one',
  ],
  [
    'a stand-in of drillbook',
    own(`export default { ${shim.replace("'webctl'", "'systemctl'")} };\n`),
    /unexpected second stand-in "systemctl"/,
  ],
  [
    'a kind twice',
    own(`export default [{ ${shim} }, { ${shim} }];\n`),
    /unexpected second stand-in "webctl", expected a name of its own: .*own.mjs has one/,
  ],
  [
    'a kind that is a key of every fault',
    own(`export default { ${fault.replace("'web.closed'", "'name'")} };\n`),
    /unexpected `kind` "name", expected another name/,
  ],
  [
    'a kind that is in every object',
    own(`export default { ${probe.replace("'word'", "'constructor'")} };\n`),
    /unexpected `kind` "constructor", expected another name/,
  ],
  [
    'a stand-in for the shell',
    own(`export default { ${shim.replace("'webctl'", "'bash'")} };\n`),
    /unexpected `kind` "bash", expected another name/,
  ],
  [
    'a stand-in that is no file name',
    own(`export default { ${shim.replace("'webctl'", "'../x; true'")} };\n`),
    /unexpected `kind` "..\/x; true"|unexpected `kind`/,
  ],
  ['another ending', { 'drillbook.yaml': 'plugins: [./web.md]\n' }, /expected an ES module: .mjs, .js, .ts or .mts/],
  [
    'an import from outside of the repository',
    { ...own("import '../../two.mjs';\nexport default [];\n"), '../two.mjs': '' },
    /it imports \S*two.mjs, which is outside of the repository/,
  ],
] as const)
  test(`${what} is a problem at the plugin's line`, async () => {
    const problems = await problemsOf(files);
    expect(problems).toEqual([typeof expected === 'string' ? expected : expect.stringMatching(expected)]);
  });

test('a file outside of the repository is not loaded, also through a link', async () => {
  const at = project({ 'drillbook.yaml': 'plugins: [../own.mjs]\n', '../own.mjs': "throw new Error('loaded');\n" });
  const planned = await plan(at);
  expect(planned.ok ? [] : shown(planned.problems)).toEqual([expect.stringContaining('outside of the repository')]);
  const linked = project({ 'drillbook.yaml': 'plugins: [./linked.mjs]\n' }, 'two');
  symlinkSync(at('../own.mjs'), linked('linked.mjs'));
  const second = await plan(linked);
  expect(second.ok ? [] : shown(second.problems)).toEqual([expect.stringContaining('outside of the repository')]);
});

test('a plugin in TypeScript is loaded where Node strips types, else it is a problem that says so', async () => {
  const planned = await plan(project({ 'drillbook.yaml': 'plugins: [./own.ts]\n', 'own.ts': `export default { ${shim} } as const;\n` }));
  if ((process.features as { typescript?: unknown }).typescript) expect(planned.ok).toBe(true);
  else expect(planned.ok ? [] : shown(planned.problems)).toEqual([expect.stringContaining('does not strip types')]);
});

test('under DRILLBOOK_PLUGINS=off no plugin is loaded, and what may need one is not planned', async () => {
  process.env['DRILLBOOK_PLUGINS'] = 'off';
  try {
    const loaded: string[] = [];
    const planned = await plan(project(own("throw new Error('loaded');\n")), loaded);
    expect(loaded).toEqual([]);
    expect(planned.ok ? [] : shown(planned.problems)).toEqual([
      'drillbook.yaml:3:5 unexpected plugins under DRILLBOOK_PLUGINS=off, expected none',
    ]);
    expect((await plan(project({ 'drillbook.yaml': '' }, 'two'))).ok).toBe(true);
  } finally {
    delete process.env['DRILLBOOK_PLUGINS'];
  }
});

test('what a plugin is made of is an input, also what it imports; without plugins digests stay what they are', async () => {
  const digest = async (files: Readonly<Record<string, string>>, folder: string): Promise<string> => {
    const planned = await plan(project(files, folder));
    if (!planned.ok) throw new Error(shown(planned.problems).join('\n'));
    return planned.plan.facts.inputDigest;
  };
  const text = `import { word } from './word.mjs';\nexport default [{ ${shim} }].slice(word);\n`;
  const first = await digest({ 'drills/own.mjs': text, 'drills/word.mjs': 'export const word = 0;\n' }, 'one');
  expect(await digest({ 'drills/own.mjs': text, 'drills/word.mjs': 'export const word = 0;\n' }, 'two/deeper')).toBe(first);
  expect(await digest({ 'drills/own.mjs': text, 'drills/word.mjs': 'export const word = 1;\n' }, 'three')).not.toBe(first);
  expect(await digest({ 'drills/own.mjs': `${text}// more\n`, 'drills/word.mjs': 'export const word = 0;\n' }, 'four')).not.toBe(first);
  expect(await digest({ 'drillbook.yaml': '' }, 'five')).toBe(await digest({ 'drillbook.yaml': 'plugins: []\n' }, 'six'));
});

for (const [how, text] of [
  ['import(`…`)', 'const { word } = await import(`./lib/word.mjs`);'],
  ['an import with comments', "import /* c */ { word } from /* c */ './lib/word.mjs';"],
  ['an import on several lines', "import {\n  word,\n} from\n  // here\n  './lib/word.mjs';"],
  ['an import of imports', "import { word } from '#two';"],
  ['an import of imports with a star', "import { word } from '#lib/word';"],
  ['a module between', "import { word } from './between.mjs';"],
  [
    'a file that is read',
    "import { readFileSync } from 'node:fs';\nconst word = readFileSync(new URL('./lib/word.mjs', import.meta.url)).length;",
  ],
  ['an import with a query', "import { word } from './lib/w%6Frd.mjs?one';"],
] as const)
  test(`a file of a plugin is an input by ${how}`, async () => {
    const digests = async (word: string, folder: string): Promise<Readonly<Record<string, string>>> => {
      const planned = await plan(
        project(
          {
            'package.json': '{ "imports": { "#two": { "node": "./drills/lib/word.mjs" }, "#lib/*": ["./drills/lib/*.mjs"] } }',
            'drills/lib/word.mjs?one': '',
            'drills/own.mjs': `${text}\n// './${'x'.repeat(5000)}'\nexport default [{ ${shim} }].slice(word * 0);\n`,
            'drills/between.mjs': 'export const { word } = await import(`./lib/word.mjs`);\n',
            'drills/lib/word.mjs': `export const word = ${word};\n`,
          },
          folder,
        ),
      );
      if (!planned.ok) throw new Error(shown(planned.problems).join('\n'));
      const { inputDigest, digests: of } = planned.plan.facts;
      return {
        ...Object.fromEntries(Object.entries(of).map(([name, digest]) => [name.replace(/^.*\/files\/\w+\//, ''), digest])),
        inputDigest,
      };
    };
    const [first, second] = [await digests('0', 'one'), await digests('1', 'two')];
    expect(Object.keys(first)).toContain('drills/lib/word.mjs');
    expect(first['inputDigest']).not.toBe(second['inputDigest']);
    expect('package.json' in first).toBe(text.includes("'#"));
  });

test('what defines a plugin gives back what it is given, and knows its types', () => {
  const fault = defineFault({
    kind: 'web.closed',
    about: 'It is closed.',
    settings: z => z.strictObject({ service: z.string() }),
    needs: ['files'],
    persistence: 'damage',
    summarize: ({ service }) => service.toUpperCase(),
    target: ({ service }) => service,
    inject: async () => ({ file: '/tmp/closed' }),
    proveEffect: async (settings, { stack }, injected) => ({
      held: injected !== undefined && (await stack.services.get(settings.service)?.can.files?.exists(injected.file)) === true,
      proof: injected?.file ?? '',
    }),
    undo: async () => undefined,
  });
  expect(fault.summarize({ service: 'web' })).toBe('WEB');
  const word = defineProbe({ kind: 'word', settings: z => z.string(), ask: async text => ({ answered: true, text: text.trim() }) });
  expect(word.kind).toBe('word');
  expect(
    defineShim({ kind: 'webctl', follows: 'webctl 1', run: async ({ argv }, _, unsupported) => unsupported(argv.join(' ')) }).follows,
  ).toBe('webctl 1');
});
