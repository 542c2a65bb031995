import { anOrder, tooLarge } from '#test/factories/log-events.js';
import { refusalOf, toProblem } from './problems.js';

const sqlError = (code: string) => Object.assign(new Error('said by PostgreSQL'), { name: 'QueryFailedError', code });
const statusOf = (error: unknown) => {
  const { status, code } = toProblem(error).body;
  return [status, code];
};

test.each([
  ['a byte that UTF-8 does not have', '22021'],
  ['a NUL', '22P05'],
  ['a number that is too long', '22003'],
  ['a date that never was', '22008'],
  ['a text where a number stands', '22P02'],
])('(12.20) %s is the caller’s, and no outage', (_, code) => {
  expect(statusOf(sqlError(code))).toEqual([400, 'REQUEST_INVALID']);
});

test.each(['08006', '53300', '57014', '57P01', '57P03', '40001', '55P03', '58030', 'XX000', '25006'])(
  '(12.20) PostgreSQL’s own trouble %s is one',
  (code) => {
    expect(statusOf(sqlError(code))).toEqual([503, 'HISTORY_UNAVAILABLE']);
  },
);

test('(12.20) a lost connection is an outage, a statement that is wrong is a fault of ours', () => {
  expect(statusOf(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }))).toEqual([503, 'HISTORY_UNAVAILABLE']);
  expect(statusOf(Object.assign(new Error('Query read timeout'), { name: 'QueryFailedError' }))).toEqual([
    503,
    'HISTORY_UNAVAILABLE',
  ]);
  expect(statusOf(sqlError('42601'))).toEqual([500, 'INTERNAL_ERROR']);
  expect(statusOf(sqlError('23505'))).toEqual([500, 'INTERNAL_ERROR']);
});

test('(12.7) Retry-After is the time until the rate has room, in whole seconds, and only a refusal by the rate has one', () => {
  const refused = (code: 'RATE_BURST_EXCEEDED' | 'ORDER_SIZE_EXCEEDED', roomInUs: number | null) =>
    refusalOf({ decision_id: 'dec_1', order: anOrder(1), violations: [{ ...tooLarge, code }] }, roomInUs).headers;
  expect([59_000_001, 60_000_000, 1, 0, null].map((us) => refused('RATE_BURST_EXCEEDED', us)['retry-after'])).toEqual([
    ...['60', '60', '1', '1', '1'],
  ]);
  expect(refused('ORDER_SIZE_EXCEEDED', null)).toEqual({});
});
