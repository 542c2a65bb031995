import { newSecretKeyLine, Seal } from '../access/seal.js';
import { acknowledgeToken, claimOf } from './acknowledge-link.js';

const NOW = 1_795_600_000_000;
const claim = { alert_id: '1795600000000-0', channel_id: 'chn_abcdefghijkl' };
const line = newSecretKeyLine('first');
const seal = new Seal(line);

test('a link is good for its alert and channel until it is over', () => {
  const token = acknowledgeToken(seal, claim, NOW);
  expect(token).toMatch(/^[0-9A-Za-z_~-]+$/);
  expect(claimOf(seal, token, NOW)).toEqual(claim);
  expect(claimOf(seal, token, NOW + 4 * 86_400_000)).toBeNull();
});

test('a link that was changed, or is of another installation, is none', () => {
  const token = acknowledgeToken(seal, claim, NOW);
  const bent = [
    ...[token.replace('1795600000000-0', '1795600000001-0'), token.replace('chn_a', 'chn_b'), token.slice(0, -1), '', 'x'],
    `${token.slice(0, -2)}${token.endsWith('A') ? 'BB' : 'AA'}`,
  ];
  for (const one of bent) expect(claimOf(seal, one, NOW)).toBeNull();
  expect(claimOf(new Seal(newSecretKeyLine('other')), token, NOW)).toBeNull();
});

test('a link of before a rotation is still good', () => {
  const token = acknowledgeToken(seal, claim, NOW);
  expect(claimOf(new Seal(newSecretKeyLine('second') + line), token, NOW)).toEqual(claim);
});
