import { dollars, units } from '#test/factories/gate-world.js';
import { instrumentTexts } from './instrument-fields.js';
import { CsvFaultsError, readInstrumentsCsv } from './instruments-csv.js';

const TRADED = new Set(['AAPL', 'SPY', 'TSLA']);
function faultsOf(csv: string): string[] {
  try {
    readInstrumentsCsv(csv, TRADED);
    return [];
  } catch (error) {
    if (!(error instanceof CsvFaultsError)) throw error;
    return error.faults.map(({ place, fault }) => `${place}: ${fault}`);
  }
}

test('a good file is instruments by symbol; an empty field is not known', () => {
  const found = readInstrumentsCsv(
    'symbol,step,ticks,sector,max_price\nAAPL,1,0:0.0001 1:0.01,tech,\r\nSPY,0.5,,,1000.5\n\n',
    TRADED,
  );
  expect(found['AAPL']).toMatchObject({
    ...{ step: units(1), sector: 'tech', max_price: null },
    ticks: [
      { from: 0, tick: dollars(0.0001) },
      { from: dollars(1), tick: dollars(0.01) },
    ],
  });
  expect(found['SPY']).toMatchObject({ step: units(0.5), ticks: [], sector: null, max_price: dollars(1000.5) });
  expect(found['AAPL'] && instrumentTexts(found['AAPL'])).toEqual({ step: '1', ticks: '0.00:0.0001 1.00:0.01', sector: 'tech' });
});

test('every fault is named by line and column, and nothing is taken', () => {
  const faults = faultsOf(
    'symbol,step,ticks,min_price,max_price\nAAPL,0,0:0,5,4\nXYZ,1,,,\nSPY,one,1:0.01,,\nSPY,1,,,\nTSLA,1\n',
  );
  expect(faults).toEqual([
    'line 2, step: must be above zero',
    'line 2, ticks: must be above zero',
    'line 2: min_price is above max_price',
    'line 3, symbol: XYZ is not a symbol that may be traded',
    'line 4, step: must be a decimal number such as 175 or "175.25"',
    'line 4, ticks: must begin at 0 and rise, as 0:0.0001 1:0.01',
    'line 5, symbol: SPY is there twice',
    'line 6: has 2 fields, not 5',
  ]);
});

test('columns that are not known, missing or there twice are refused', () => {
  expect(faultsOf('symbol,stp\nAAPL,1\n')[0]).toMatch(/^line 1, stp: is no column; there are symbol, asset_class, /);
  expect(faultsOf('step\n1\n')).toEqual(['line 1: has no column symbol']);
  expect(faultsOf('symbol,step,step\nAAPL,1,1\n')).toEqual(['line 1: names a column twice']);
});
