import fc from 'fast-check';
import { canonical } from './canonical.js';

test('keys stand in the order of RFC 8785, section 3.2.3', () => {
  const hard = {
    '\u20ac': 'Euro Sign',
    '\r': 'Carriage Return',
    '\ufb33': 'Hebrew Letter Dalet With Dagesh',
    '1': 'One',
    '\ud83d\ude00': 'Emoji: Grinning Face',
    '\u0080': 'Control',
    '\u00f6': 'Latin Small Letter O With Diaeresis',
  };
  expect(
    Object.values(
      JSON.parse(
        `[${canonical(hard)
          .slice(1, -1)
          .replaceAll(/"(?:[^"\\]|\\.)*":/gu, '')}]`,
      ),
    ),
  ).toEqual([
    'Carriage Return',
    'One',
    'Control',
    'Latin Small Letter O With Diaeresis',
    'Euro Sign',
    'Emoji: Grinning Face',
    'Hebrew Letter Dalet With Dagesh',
  ]);
});

test('texts, numbers and nesting are those of RFC 8785, section 3.2.2', () => {
  const value = {
    numbers: [333_333_333.333_333_3, 1e30, 4.5, 2e-3, 1e-27],
    string: '\u20ac$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  expect(canonical(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('keys that are numbers stand in the order of their characters, which an object of JavaScript does not keep', () => {
  expect(canonical({ '9': 1, '10': 2, b: 3, a: { '2': 4, '11': 5 } })).toBe('{"10":2,"9":1,"a":{"11":5,"2":4},"b":3}');
});

test('any JSON comes back as it was, and its form does not depend on the order of its keys', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonical(value);
      expect(canonical(JSON.parse(text))).toBe(text);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { seed: 14, numRuns: 500 },
  );
});
