import type { Instrument } from '../model/reference.js';
import { contradiction, INSTRUMENT_FIELDS, readInstrument } from './instrument-fields.js';

export interface CsvFault {
  /** `line 3, step`. */
  place: string;
  fault: string;
}

/** Every bad field of a file; nothing of it is taken. */
export class CsvFaultsError extends Error {
  override name = 'CsvFaultsError';
  constructor(readonly faults: readonly CsvFault[]) {
    super(`nothing was taken: ${faults.map(({ place, fault }) => `${place} ${fault}`).join('; ')}`);
  }
}

const FAULTS_MAX = 100;

class BadField extends Error {}

/** Instruments by symbol out of CSV; its first line names the columns. No quotes: no field has a comma. Throws CsvFaultsError with every fault. */
export function readInstrumentsCsv(text: string, traded: ReadonlySet<string>): Record<string, Instrument> {
  const lines = text.split(/\r?\n/);
  const columns = (lines[0] ?? '').split(',').map((name) => name.trim());
  const faults = columnFaults(columns);
  if (faults.length > 0) throw new CsvFaultsError(faults);
  const found: Record<string, Instrument> = {};
  lines.slice(1).forEach((line, i) => {
    if (line.trim() === '' || faults.length >= FAULTS_MAX) return;
    const cells = line.split(',').map((cell) => cell.trim());
    const place = `line ${i + 2}`;
    if (cells.length !== columns.length) {
      faults.push({ place, fault: `has ${cells.length} fields, not ${columns.length}` });
      return;
    }
    const texts = Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? '']));
    const { symbol = '', ...rest } = texts;
    if (!traded.has(symbol)) faults.push({ place: `${place}, symbol`, fault: `${symbol} is not a symbol that may be traded` });
    else if (found[symbol]) faults.push({ place: `${place}, symbol`, fault: `${symbol} is there twice` });
    found[symbol] = readLine(rest, place, faults);
  });
  if (faults.length > 0) throw new CsvFaultsError(faults);
  return found;
}

function columnFaults(columns: readonly string[]): CsvFault[] {
  const known = ['symbol', ...INSTRUMENT_FIELDS.map(({ name }) => name)] as string[];
  const faults = columns
    .filter((name) => !known.includes(name))
    .map((name) => ({ place: `line 1, ${name || 'an empty name'}`, fault: `is no column; there are ${known.join(', ')}` }));
  if (!columns.includes('symbol')) faults.push({ place: 'line 1', fault: 'has no column symbol' });
  if (new Set(columns).size !== columns.length) faults.push({ place: 'line 1', fault: 'names a column twice' });
  return faults;
}

/** One field after the other, so that every fault of a line is found. */
function readLine(texts: Record<string, string>, place: string, faults: CsvFault[]): Instrument {
  let rest = texts;
  for (;;) {
    let bad = '';
    try {
      const instrument = readInstrument(rest, (field, fault) => {
        bad = field;
        return new BadField(fault);
      });
      const fault = contradiction(instrument);
      if (fault !== null) faults.push({ place, fault });
      return instrument;
    } catch (error) {
      if (!(error instanceof BadField)) throw error;
      faults.push({ place: `${place}, ${bad}`, fault: error.message });
      rest = { ...rest, [bad]: '' };
    }
  }
}
