/** Whether the services that an order does not need at once are there. Each answers within a second. */
export abstract class Reachable {
  abstract postgres(): Promise<boolean>;
  abstract temporal(): Promise<boolean>;
}
