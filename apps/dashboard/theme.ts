import { type CSSVariablesResolver, createTheme } from '@mantine/core';

/** Text on filled buttons, and the muted text, keep 4.5:1 in both schemes (WCAG 2.2 AA); the library's defaults do not. */
export const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: { light: 8, dark: 8 },
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'SF Mono', Menlo, Consolas, monospace",
  // Cool greys, as the panels are.
  colors: {
    dark: ['#e4eaf0', '#b9c5d0', '#a3b1bf', '#5d6c7c', '#425061', '#2c3744', '#1d2530', '#151b23', '#10161d', '#0c1117'],
  },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.6 },
        closeButtonProps: { 'aria-label': 'Close' },
        // Else the dialog's head would be a second banner of the page.
        attributes: { header: { role: 'presentation' } },
      },
    },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b2733',
    '--mantine-color-dimmed': '#52616f',
    '--mantine-color-placeholder': '#66747f',
    '--mantine-color-error': '#b3161e',
    '--mantine-color-anchor': '#1660a8',
  },
  dark: {
    '--mantine-color-body': '#151b23',
    '--mantine-color-text': '#e4eaf0',
    '--mantine-color-dimmed': '#a3b1bf',
    '--mantine-color-placeholder': '#93a1ae',
    '--mantine-color-error': '#ff8a8f',
    '--mantine-color-anchor': '#7cc0ff',
    '--mantine-color-default': '#1d2530',
    '--mantine-color-default-hover': '#263140',
    '--mantine-color-default-border': '#425061',
  },
});
