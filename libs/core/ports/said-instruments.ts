/** What the broker said of each instrument when it was asked last. */
export abstract class SaidInstruments {
  abstract all(): Promise<Map<string, Readonly<Record<string, string>>>>;
  abstract keep(symbol: string, facts: Readonly<Record<string, string>>): Promise<void>;
}
