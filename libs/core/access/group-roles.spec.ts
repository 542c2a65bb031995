import { grantsOfGroups, readGroupRoles } from './group-roles.js';

const map = readGroupRoles('risk=risk_officer, desk a=trader:acc-1|acc-2, desk b=trader:acc-3, all desks=trader');

test('groups give their roles, each once with the accounts of all of them; a group that is not named gives nothing', () => {
  expect(grantsOfGroups(['risk', 'staff'], map)).toEqual([{ role: 'risk_officer', accounts: null }]);
  expect(grantsOfGroups(['desk a', 'desk b'], map)).toEqual([{ role: 'trader', accounts: ['acc-1', 'acc-2', 'acc-3'] }]);
  expect(grantsOfGroups(['desk a', 'all desks'], map)).toEqual([{ role: 'trader', accounts: null }]);
  expect(grantsOfGroups(['all desks', 'desk a'], map)).toEqual([{ role: 'trader', accounts: null }]);
  expect(grantsOfGroups(['staff'], map)).toEqual([]);
});

test.each(['risk', 'risk=boss', '=trader', 'desk=trader:A'])('%s is no mapping', (text) => {
  expect(() => readGroupRoles(text)).toThrow(/is not group=role/);
});
