import { jest } from '@jest/globals';
import { type Floor, startFloor } from '../processes.js';
import { judgeRandomOrders } from './oracle.js';

jest.setTimeout(300_000);
let floor: Floor;
beforeAll(async () => {
  floor = await startFloor();
});
afterAll(() => floor?.stop());

test('twenty thousand random orders from two APIs are judged as a sequential oracle judges them', () =>
  judgeRandomOrders(floor, 20_000, 7));
