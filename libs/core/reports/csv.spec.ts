import { csvOf } from './csv.js';

test('a table opens in a spreadsheet, and nothing of it runs there', () => {
  const columns = [
    { name: 'reason', unit: 'text' },
    { name: 'worth', unit: 'dollars' },
  ] as const;
  const rows = [
    ['a, "b"\nc', -1.5],
    ['=HYPERLINK("http://evil.test")', null],
    ['@SUM(1)', 2],
    ['-2+3', 0],
  ];
  expect(csvOf({ columns, rows })).toBe(
    'reason,worth (dollars)\r\n"a, ""b""\nc",-1.5\r\n"\'=HYPERLINK(""http://evil.test"")",\r\n\'@SUM(1),2\r\n\'-2+3,0\r\n',
  );
});
