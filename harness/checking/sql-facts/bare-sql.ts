import { remembered } from '../../support/remembered.ts';

/** SQL with comments and what stands between single quotes or dollars blanked: every index stays what it was. Many rules ask for it. */
export const bareSql = remembered(64, text =>
  text.replaceAll(/--[^\n]*|\/\*[^]*?\*\/|'(?:[^']|'')*'|\$(\w*)\$[^]*?\$\1\$/g, piece => {
    const blank = piece.replaceAll(/[^\n]/g, ' ');
    return piece.startsWith("'") ? `'${blank.slice(1, -1)}'` : blank;
  }),
);
