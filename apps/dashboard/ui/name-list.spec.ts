import { listIn, listText, namesIn } from './name-list.js';

test('names are typed with commas or blanks between them', () => {
  expect(namesIn(' KO,  MSFT\nAAPL, ')).toEqual(['KO', 'MSFT', 'AAPL']);
});

test.each([[null], [[]], [['a1']], [['a1', 'a2']]])(
  'a form that shows the list %j and is sent as it is changes nothing',
  (names) => {
    expect(listIn(listText(names))).toEqual(names);
  },
);

test('nothing typed is all, and none is nothing, in capitals too', () => {
  expect(['', ' , ', 'none', 'NONE', 'none, KO'].map(listIn)).toEqual([null, null, [], [], ['none', 'KO']]);
});
