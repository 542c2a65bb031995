/** The days' records in the history. */
export abstract class DayRecords {
  /** Those up to and with `day` are final: also one that nobody closed when it ended. Again is once. */
  abstract close(day: string): Promise<void>;
}
