import { Panel } from '../ui/figures.js';

/** Shown once, after a second factor was set. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <Panel title="Recovery codes">
      <div className="panel-body">
        <p>
          Each signs you in once in place of the authenticator. They are shown this once: keep them where you keep what matters.
        </p>
        <ul className="mono" aria-label="Recovery codes">
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
      </div>
    </Panel>
  );
}
