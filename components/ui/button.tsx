import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icon';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  readonly look?: 'plain' | 'primary' | 'quiet' | 'link';
  readonly icon?: IconName;
  /** Sends the form it stands in. */
  readonly submits?: boolean;
  readonly children?: ReactNode;
}

/** A button with only an icon needs an `aria-label`; it is also its tooltip. */
export function Button({ look = 'plain', icon, submits = false, children, className, ...rest }: ButtonProps) {
  const shape = children === undefined ? styles['square'] : '';
  const title = children === undefined ? rest['aria-label'] : undefined;
  return (
    <button type={submits ? 'submit' : 'button'} title={title} {...rest} className={[styles['button'], styles[look], shape, className].filter(Boolean).join(' ')}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}
