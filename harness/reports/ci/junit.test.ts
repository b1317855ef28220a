import { execFileSync } from 'node:child_process';
import { expect, test } from '@playwright/test';
import { junitXml } from './junit.ts';
import { golden } from './testing/golden.ts';
import { hostile, hostileTexts, oneOfEach, reportOf } from './testing/reports.ts';

interface Node {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly children: readonly Node[];
}

/** Read by a parser that is not ours: Python's expat. */
function parse(xml: string): Node {
  const script = `import sys, json
from xml.etree import ElementTree
def node(e): return {'name': e.tag, 'attributes': e.attrib, 'text': e.text or '', 'children': [node(c) for c in e]}
print(json.dumps(node(ElementTree.fromstring(sys.stdin.buffer.read()))))`;
  return JSON.parse(execFileSync('python3', ['-c', script], { input: xml, encoding: 'utf8', maxBuffer: 1e8 })) as Node;
}

function casesOf(root: Node): readonly Node[] {
  return root.children.flatMap(suite => suite.children.filter(({ name }) => name === 'testcase'));
}

function propertyOf(node: Node | undefined, name: string): string | undefined {
  const properties = node?.children.find(child => child.name === 'properties')?.children ?? [];
  return properties.find(({ attributes }) => attributes['name'] === name)?.attributes['value'];
}

test('one test case for each scenario: refuted is a failure, what could not be told an error, known broken ones pass and say so', () => {
  const root = parse(junitXml(reportOf(oneOfEach)));
  expect(root.attributes).toMatchObject({ tests: '6', failures: '2', errors: '1', skipped: '0' });
  const cases = casesOf(root);
  expect(cases.map(({ attributes, children }) => [attributes['name'], ...children.map(({ name }) => name)])).toEqual([
    ['Worker killed', 'properties', 'system-out'],
    ['Cache full', 'properties', 'system-out'],
    ['Primary lost', 'properties', 'failure'],
    ['Disk full', 'properties', 'error'],
    ['Queue flushed', 'properties', 'system-out'],
    ['Name server cut', 'properties', 'failure'],
  ]);
  const known = cases[4];
  expect(known?.children[1]?.text).toMatch(/^\[expected refuted: not-restored\]\nrefuted: not-restored, as expected\n/);
  expect(cases.map(one => propertyOf(one, 'expected'))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    'refuted: not-restored',
    undefined,
  ]);
  expect(propertyOf(root.children[0], 'verified')).toBe('3');
  expect(propertyOf(root.children[0], 'expected-otherwise')).toBe('1');
});

test('what text of others says comes back from a parser as a reader would see it, and is nothing else', () => {
  const cases = casesOf(parse(junitXml(reportOf(hostile))));
  expect(cases).toHaveLength(hostileTexts.length);
  for (const one of cases) {
    expect(['failure', 'system-out']).toContain(one.children[1]?.name);
    expect(one.children).toHaveLength(2);
    expect(JSON.stringify(one)).not.toMatch(/[\p{Cf}\p{Zl}\p{Zp}\u007F-\u009F\uFFFE\uFFFF]|\\u00[01]/u);
  }
  expect(cases[hostileTexts.findIndex(text => text.startsWith('--> '))]?.attributes['name']).toBe(
    '--> ]]> <![CDATA[ </failure> &amp; &#x41; "quoted" \'single\'',
  );
  expect(cases[hostileTexts.findIndex(text => text.startsWith('lone'))]?.attributes['name']).toBe(
    'lone � surrogate ⟨U+FFFE⟩ ⟨U+FFFF⟩ ␀ ␈ ⟨U+7F⟩ ⟨U+0085⟩'.replace('U+7F', 'U+007F'),
  );
});

test('a run without scenarios is a document, too', () => {
  expect(parse(junitXml(reportOf([]))).attributes).toMatchObject({ tests: '0', failures: '0', errors: '0' });
});

test('its bytes depend on the report alone', () => {
  expect(junitXml(reportOf(oneOfEach))).toBe(golden('junit'));
});
