'use client';

import { useId, useRef, useState, type ReactNode } from 'react';
import { Button } from './button';
import type { IconName } from './icon';
import styles from './menu.module.css';
import { useClosing } from './use-closing';

interface MenuProps {
  readonly label: string;
  readonly icon: IconName;
  /** Buttons; each closes it when pressed. */
  readonly children: ReactNode;
}

/** A button that unfolds a list of further ones. */
export function Menu({ label, icon, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  const onKeyDown = useClosing(root, isOpen, () => setOpen(false));
  const close = () => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  return (
    // The keys are those of the buttons inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={root} className={styles['menu']} onKeyDown={onKeyDown}>
      <Button look="quiet" icon={icon} aria-label={label} aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)} />
      <div id={id} className={styles['list']} hidden={!isOpen}>
        {isOpen && <Closing onClose={close}>{children}</Closing>}
      </div>
    </div>
  );
}

/** A press on a button inside bubbles up to here. */
function Closing({ onClose, children }: { onClose: () => void; children: ReactNode }) {
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events
    <div onClick={({ target }) => { if (target instanceof Element && target.closest('button') !== null) onClose(); }}>{children}</div>
  );
}

interface MenuButtonProps {
  readonly onClick: () => void;
  readonly disabled?: boolean;
  readonly title?: string | undefined;
  /** Set for what is on or off. */
  readonly pressed?: boolean;
  readonly children: ReactNode;
}

export function MenuButton({ onClick, disabled = false, title, pressed, children }: MenuButtonProps) {
  return <button type="button" className={styles['item']} disabled={disabled} title={title} aria-pressed={pressed} onClick={onClick}>{children}</button>;
}
