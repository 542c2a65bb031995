/** Accounts that a person added to the table `accounts`. */
export abstract class AccountSource {
  /** Opens those at the gate that it does not know yet. Throws StateUnavailableError. */
  abstract openNew(): Promise<void>;
}
