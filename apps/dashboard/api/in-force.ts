import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';

/** Whatever a change of the configuration or of an account may have changed. */
const CHANGEABLE = [
  ...[
    'instruments',
    'restrictions',
    'overrides',
    'override-requests',
    'limits',
    'permissions',
    'allow-lists',
    'warn-only',
    'locates',
  ],
  ...['accounts', 'strategies', 'time-windows', 'halts', 'locks'],
];

/** What to do when a change is made: say so, and ask again for what it may have changed. */
export const useInForce = (what: string, onDone: () => void) => useDone('In force', what, onDone);

/** The same of what puts nothing in force. */
export function useDone(title: string, what: string, onDone: () => void) {
  const queries = useQueryClient();
  return () => {
    notifications.show({
      ...{ color: 'green.9', title, message: what },
      closeButtonProps: { 'aria-label': 'Close the message' },
    });
    for (const kind of CHANGEABLE) void queries.invalidateQueries({ queryKey: [kind] });
    onDone();
  };
}
