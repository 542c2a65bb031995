import { Select } from '@mantine/core';
import { useState, useSyncExternalStore } from 'react';
import { useAccountNames } from '../api/hooks.js';

const KEPT_AS = 'breakwater-account';
const FIRST = 'default';
const listeners = new Set<() => void>();

/** What a browser keeps may be gone or forbidden: then the first account is shown. */
function kept(): string {
  try {
    return localStorage.getItem(KEPT_AS) ?? FIRST;
  } catch {
    return FIRST;
  }
}
let chosen = kept();

export function chooseAccount(account: string): void {
  chosen = account;
  try {
    localStorage.setItem(KEPT_AS, account);
  } catch {
    // It is chosen for this page alone.
  }
  for (const changed of listeners) changed();
}

/** The account that all pages are about. */
export const useChosenAccount = (): string =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => chosen,
  );

/** An account by its name; the server searches. */
export function AccountSelect({
  label,
  value,
  onChange,
  size = 'sm',
}: {
  label: string;
  value: string;
  onChange: (account: string) => void;
  size?: 'xs' | 'sm';
}) {
  const [search, setSearch] = useState('');
  const found = useAccountNames(search === value ? '' : search.toLowerCase().replaceAll(/[^a-z0-9_-]/g, ''));
  const names = [...new Set([value, ...(found.data?.names ?? [])])];
  return (
    <Select
      {...(size === 'xs' ? { 'aria-label': label } : { label })}
      size={size}
      searchable
      allowDeselect={false}
      data={names}
      value={value}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage="No account has this in its name"
      filter={({ options }) => options}
      onChange={(name) => name && onChange(name)}
    />
  );
}
