import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import 'uplot/dist/uPlot.min.css';
import './app.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, StrictMode, Suspense } from 'react';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter, Navigate } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { createQueryClient } from './api/hooks.js';
import { LostPage, Shell } from './shell/shell.js';
import { cssVariables, theme } from './theme.js';
import { TradingPage } from './trading/trading-page.js';

/** The page's nonce (apps/api/dashboard.ts): what writes <style> elements puts it on them. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
// The lock on scrolling below a dialog asks for it by this name.
Object.assign(globalThis, { __webpack_nonce__: nonce });

// The trading page comes with the first load; the others when they are first opened.
const LimitsPage = lazy(() => import('./limits/limits-page.js'));
const FirmPage = lazy(() => import('./firm/firm-page.js'));
const InstrumentsPage = lazy(() => import('./instruments/instruments-page.js'));
const OverridesPage = lazy(() => import('./overrides/overrides-page.js'));
const PermissionsPage = lazy(() => import('./permissions/permissions-page.js'));
const HaltsPage = lazy(() => import('./halts/halts-page.js'));
const StrategiesPage = lazy(() => import('./strategies/strategies-page.js'));
const AlertsPage = lazy(() => import('./alerts/alerts-page.js'));
const DecisionsPage = lazy(() => import('./decisions/decisions-page.js'));
const DecisionPage = lazy(() => import('./decisions/decision-page.js'));
const BrokerPage = lazy(() => import('./broker/broker-page.js'));
const AuditPage = lazy(() => import('./audit/audit-page.js'));
const RulesPage = lazy(() => import('./rules/rules-page.js'));

const ChannelsPage = lazy(() => import('./channels/channels-page.js'));
const ReportsPage = lazy(() => import('./reports/reports-page.js'));
const AcknowledgePage = lazy(() => import('./channels/acknowledge-page.js'));

const SecurityPage = lazy(() => import('./access/security-page.js'));
const KeysPage = lazy(() => import('./access/keys-page.js'));
const UsersPage = lazy(() => import('./access/users-page.js'));
const SignInPage = lazy(() => import('./access/sign-in-page.js'));
const SetUpPage = lazy(() => import('./access/setup-page.js'));

const router = createBrowserRouter([
  { path: '/sign-in', element: <SignInPage />, errorElement: <LostPage /> },
  { path: '/setup', element: <SetUpPage />, errorElement: <LostPage /> },
  { path: '/acknowledge', element: <AcknowledgePage />, errorElement: <LostPage /> },
  {
    element: <Shell />,
    errorElement: <LostPage />,
    children: [
      { path: '/', element: <Navigate to="/trading" replace /> },
      { path: '/trading', element: <TradingPage /> },
      { path: '/limits', element: <LimitsPage /> },
      { path: '/firm', element: <FirmPage /> },
      { path: '/instruments', element: <InstrumentsPage /> },
      { path: '/overrides', element: <OverridesPage /> },
      { path: '/permissions', element: <PermissionsPage /> },
      { path: '/halts', element: <HaltsPage /> },
      { path: '/strategies', element: <StrategiesPage /> },
      { path: '/alerts', element: <AlertsPage /> },
      { path: '/reports', element: <ReportsPage /> },
      { path: '/channels', element: <ChannelsPage /> },
      { path: '/decisions', element: <DecisionsPage /> },
      { path: '/decisions/:id', element: <DecisionPage /> },
      { path: '/rules', element: <RulesPage /> },
      { path: '/broker', element: <BrokerPage /> },
      { path: '/security', element: <SecurityPage /> },
      { path: '/keys', element: <KeysPage /> },
      { path: '/users', element: <UsersPage /> },
      { path: '/audit', element: <AuditPage /> },
    ],
  },
]);
const queries = createQueryClient();

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto" getStyleNonce={() => nonce}>
      <QueryClientProvider client={queries}>
        <Notifications position="bottom-right" limit={3} />
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
