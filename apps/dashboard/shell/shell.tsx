import { ActionIcon, Loader, Tooltip, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { Suspense } from 'react';
import { isRouteErrorResponse, NavLink, Outlet, useRouteError } from 'react-router';
import { ConfirmSignIn, Who } from '../access/who.js';
import icon from '../icon.svg';
import { useFollowing } from '../live/use-live.js';
import { Note } from '../ui/notes.js';
import { BreakerAlarm } from './breaker-alarm.js';
import { ConnectionBadge, StaleWarning } from './connection.js';
import { KillSwitch } from './kill-switch.js';
import { LiveBar } from './live-bar.js';

const PAGES = [
  ['/trading', 'Trading'],
  ['/firm', 'Firm'],
  ['/limits', 'Limits'],
  ['/instruments', 'Instruments'],
  ['/overrides', 'Overrides'],
  ['/permissions', 'Permissions'],
  ['/strategies', 'Strategies'],
  ['/halts', 'Halts'],
  ['/alerts', 'Alerts'],
  ['/channels', 'Channels'],
  ['/decisions', 'Decisions'],
  ['/rules', 'Rules'],
  ['/reports', 'Reports'],
  ['/broker', 'Broker'],
  ['/audit', 'Audit'],
] as const;

/** What is on every page: where one is, whether figures are live, whether the gate is shut, and the switch that shuts it. */
export function Shell() {
  useFollowing();
  return (
    <>
      <a href="#content" className="skip">
        Skip to content
      </a>
      <header className="top">
        <div className="top-bar">
          <NavLink to="/trading" className="brand" aria-label="Breakwater, to the trading page" aria-current={false}>
            <img src={icon} alt="" />
            <span className="brand-name">Breakwater</span>
          </NavLink>
          <nav className="nav" aria-label="Pages">
            {PAGES.map(([to, name]) => (
              <NavLink key={to} to={to}>
                {name}
              </NavLink>
            ))}
          </nav>
          <div className="top-right">
            <ConnectionBadge />
            <Who />
            <SchemeButton />
            <KillSwitch />
          </div>
        </div>
        <LiveBar />
        <BreakerAlarm />
        <StaleWarning />
      </header>
      <ConfirmSignIn />
      <main id="content" tabIndex={-1} style={{ outline: 'none' }}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
    </>
  );
}

function Loading() {
  return (
    <div className="page" role="status" aria-label="Loading the page">
      <Loader size="sm" />
    </div>
  );
}

function SchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const other = scheme === 'dark' ? 'light' : 'dark';
  return (
    <Tooltip label={`Switch to the ${other} theme`}>
      <ActionIcon variant="default" size="lg" aria-label={`Switch to the ${other} theme`} onClick={() => setColorScheme(other)}>
        <span aria-hidden="true">{scheme === 'dark' ? '☀' : '☾'}</span>
      </ActionIcon>
    </Tooltip>
  );
}

/** An address that leads nowhere, or a page that failed: the header is gone with it, so the way back is here. */
export function LostPage() {
  const error = useRouteError();
  const missing = isRouteErrorResponse(error) && error.status === 404;
  return (
    <main className="page">
      <h1>{missing ? 'There is no such page' : 'This page failed'}</h1>
      <Note
        tone="bad"
        title={missing ? location.pathname : error instanceof Error ? error.message : 'Something went wrong in the browser'}
      >
        <p>
          Trading is not affected: orders are checked by the server. <a href="/trading">Back to the trading page</a>
        </p>
      </Note>
    </main>
  );
}
