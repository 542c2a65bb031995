import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

export const HOLD_MS = 800;
/** Between the two presses of somebody who cannot hold: apart enough not to be a double click, near enough to be meant. */
const SECOND_PRESS_MS = { from: 500, to: 5000 };

/**
 * A button that acts only when it is held, by pointer or by Enter or Space: a stray click does nothing. A press by assistive technology, which
 * cannot hold, is asked for twice.
 */
export function HoldButton({
  label,
  busy,
  off = false,
  onConfirm,
}: {
  label: string;
  busy: boolean;
  /** What it is about is not said yet. */
  off?: boolean;
  onConfirm: () => void;
}) {
  const [held, setHeld] = useState(false);
  const [armedAt, setArmedAt] = useState<number | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const pressed = useRef(false);
  useEffect(() => () => clearTimeout(timer.current), []);

  const press = () => {
    if (busy) return;
    pressed.current = true;
    setHeld(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      setHeld(false);
      onConfirm();
    }, HOLD_MS);
  };
  const release = () => {
    setHeld(false);
    clearTimeout(timer.current);
  };
  const isPress = (event: KeyboardEvent) => event.key === 'Enter' || event.key === ' ';
  /** Comes alone, without a press, only from assistive technology. */
  const click = () => {
    if (pressed.current) {
      pressed.current = false;
      return;
    }
    const since = armedAt === null ? null : Date.now() - armedAt;
    if (since !== null && since >= SECOND_PRESS_MS.from && since <= SECOND_PRESS_MS.to) onConfirm();
    else setArmedAt(Date.now());
  };
  return (
    <button
      type="button"
      className="hold"
      data-autofocus
      disabled={busy || off}
      onPointerDown={(event) => event.button === 0 && press()}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onKeyDown={(event) => {
        if (!isPress(event)) return;
        event.preventDefault();
        if (!event.repeat) press();
      }}
      onKeyUp={(event) => {
        if (!isPress(event)) return;
        release();
        pressed.current = false;
      }}
      onClick={click}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span
        className="hold-fill"
        style={held ? { transform: 'scaleX(1)', transition: `transform ${HOLD_MS}ms linear` } : { transition: 'transform 120ms' }}
      />
      <span className="hold-label">
        {busy ? 'Shutting the gate …' : label}
        <small>
          {armedAt === null
            ? `Hold for ${HOLD_MS / 1000} s: mouse, finger, Enter or Space`
            : 'Press once more to confirm, or hold'}
        </small>
      </span>
    </button>
  );
}
