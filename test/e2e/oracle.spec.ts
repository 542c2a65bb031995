import { jest } from '@jest/globals';
import { judgeRandomOrders } from '../faults/oracle.js';
import { type Floor, startFloor } from '../processes.js';
import { ownStack } from '../factories/own-stack.js';

jest.setTimeout(90_000);
let floor: Floor | undefined;

beforeAll(async () => {
  await ownStack();
  floor = await startFloor();
});
afterAll(() => floor?.stop());

test('two thousand random orders from two APIs are judged as a sequential oracle judges them', async () => {
  if (!floor) throw new Error('Breakwater did not start');
  await judgeRandomOrders(floor, 2000, 3);
});
