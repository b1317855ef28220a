import { expect, test } from '@playwright/test';
import { folderWith } from '../reading/testing/folder.ts';
import { programChange, programOf } from './program-of.ts';

const pnpm = (version: string, other = '1.0.0'): string => `lockfileVersion: '9.0'
importers:
  .:
    devDependencies:
      drillbook:
        specifier: ^0.1.0
        version: ${version}
      other:
        specifier: ${other}
packages:
  drillbook@${version}:
    resolution: {integrity: sha512-${version}}
  other@${other}:
    resolution: {integrity: sha512-x}
`;
const yarn = (version: string, other = '1.0.0'): string =>
  `"drillbook@^0.1.0":\n  version "${version}"\n  integrity sha512-${version}\n\nother@^1.0.0:\n  version "${other}"\n`;
const npm1 = (version: string, other = '1.0.0'): string =>
  JSON.stringify({ lockfileVersion: 1, dependencies: { drillbook: { version }, other: { version: other } } });
const bun = (version: string, other = '1.0.0'): string =>
  `{\n  "packages": {\n    "drillbook": ["drillbook@${version}", "", {}],\n    "other": ["other@${other}"],\n  }\n}\n`;

for (const [lock, text] of [
  ['pnpm-lock.yaml', pnpm],
  ['yarn.lock', yarn],
  ['package-lock.json', npm1],
  ['bun.lock', bun],
] as const)
  test(`sees in ${lock} that drillbook is another one, and nothing else`, () => {
    const told = (content: string): ReadonlyMap<string, string> => {
      const file = folderWith({ [`r/${lock}`]: content, 'r/team/README.md': '' });
      return programOf(file('r/team'), file('r'));
    };
    const changed = programChange(told(text('0.1.0')), told(text('0.2.0')));
    expect(changed).toHaveLength(1);
    expect(changed[0]).toContain(`drillbook itself changed in ${lock}`);
    expect(programChange(told(text('0.1.0')), told(text('0.1.0', '2.0.0')))).toEqual([]);
  });

test('what cannot be read says nothing', () => {
  const file = folderWith({ 'r/package.json': '{', 'r/package-lock.json': '[]', 'r/yarn.lock': '' });
  expect([...programOf(file('r'), file('r'))]).toEqual([]);
});
