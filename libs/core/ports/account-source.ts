/** Accounts that a person added to the table `accounts`. */
export abstract class AccountSource {
  /** Opens those at the gate that it does not know yet; one with a bad name is not opened. Throws StateUnavailableError. */
  abstract openNew(): Promise<void>;
  /** Throws InvalidConfigChangeError for a name that is not allowed. */
  abstract requireNames(): Promise<void>;
}
