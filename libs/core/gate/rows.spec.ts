import { Rows } from './rows.js';

test('a row that was given back is taken again, and is empty then', () => {
  const rows = new Rows(2);
  const [first, second] = [rows.take(), rows.take()];
  rows.data[first] = 7;
  rows.data[second + 1] = 8;
  rows.give(first);
  expect(rows.taken).toBe(1);
  expect(rows.take()).toBe(first);
  expect([...rows.data.slice(0, 4)]).toEqual([0, 0, 0, 8]);
});

test('rows keep their figures and their places while others come', () => {
  const rows = new Rows(3);
  const places = Array.from({ length: 100 }, (_, i) => {
    const at = rows.take();
    rows.data[at + 2] = i;
    return at;
  });
  expect(places.map((at) => rows.data[at + 2])).toEqual(places.map((_, i) => i));
  expect(rows.taken).toBe(100);
});

test('a row that moves to other rows takes its figures along', () => {
  const [from, to] = [new Rows(2), new Rows(2)];
  to.take();
  const at = from.take();
  from.data.set([5, -6], at);
  const moved = from.moveTo(to, at);
  expect([...to.data.slice(moved, moved + 2)]).toEqual([5, -6]);
});
