import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';

/** Whatever a change of the configuration or of an account may have changed. */
const CHANGEABLE = [
  ...['instruments', 'restrictions', 'overrides', 'limits', 'permissions', 'allow-lists', 'warn-only', 'locates'],
  ...['accounts', 'strategies', 'time-windows', 'halts', 'locks'],
];

/** What to do when a change is made: say so, and ask again for what it may have changed. */
export function useInForce(what: string, onDone: () => void) {
  const queries = useQueryClient();
  return () => {
    notifications.show({
      ...{ color: 'green.9', title: 'In force', message: what },
      closeButtonProps: { 'aria-label': 'Close the message' },
    });
    for (const kind of CHANGEABLE) void queries.invalidateQueries({ queryKey: [kind] });
    onDone();
  };
}
