import { expect, test } from '@playwright/test';
import { canonicalJson, wellFormed } from './canonical-json.ts';

// Members, numbers and escapes of the examples in RFC 8785, 3.2.2 and 3.2.3.
test('writes the examples of RFC 8785 as they stand there', () => {
  expect(
    canonicalJson({
      numbers: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    }),
  ).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}');
  expect(
    canonicalJson({
      '\u20ac': 'Euro',
      '\r': 'Return',
      '\ufb33': 'Dalet',
      '1': 'One',
      '\u{1f600}': 'Smiley',
      '\u0080': 'Control',
      '\u00f6': 'o',
    }),
  ).toBe('{"\\r":"Return","1":"One","\u0080":"Control","ö":"o","€":"Euro","😀":"Smiley","\ufb33":"Dalet"}');
});

test('sorts names of digits as text, leaves out what is undefined', () => {
  expect(canonicalJson({ 10: 'a', 9: 'b', x: undefined })).toBe('{"10":"a","9":"b"}');
});

test('refuses what has no canonical form', () => {
  expect(() => canonicalJson('\ud83d')).toThrow(/surrogate/);
  expect(() => canonicalJson({ a: Number.NaN })).toThrow(/NaN/);
  expect(canonicalJson(wellFormed('a\ud83d'))).toBe('"a\ufffd"');
  expect(canonicalJson('\\ud83d')).toBe(String.raw`"\\ud83d"`);
});
