import { faultInPassword } from './password-rules.js';

test.each([
  'seven green lamps on a quiet pier',
  'Ünïcödé wörds äre fíne tóo',
  'x9#kQ2!vLp0_zR7w',
  '🚢🌊⚓🧭🐚🦑🐳🐋🦀🐙🦞🐠🐟🐡🦈',
])('a good one: %s', (password) => {
  expect(faultInPassword(password, ['ann'])).toBeNull();
});

test.each([
  ['fourteen chars', /at least 15/],
  ['x'.repeat(129), /at most 128/],
  ['passwordpassword', /commonest/],
  ['Password-Password 1', /commonest/],
  ['ababababababababab', /repeated/],
  ['qwertyuiopasdfgh', /in a row/],
  ['987654321098765432', /in a row/],
  ['my breakwater is wide', /breakwater/],
  ['long live johanna forever', /johanna/],
])('a bad one: %s', (password, why) => {
  expect(faultInPassword(password, ['Johanna'])).toMatch(why);
});
