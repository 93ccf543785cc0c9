import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { Icon, type IconName } from './icon';

interface ButtonProps extends Omit<ComponentProps<'button'>, 'type'> {
  readonly look?: 'plain' | 'primary' | 'quiet' | 'link';
  readonly icon?: IconName;
  /** In place of children: what it says; in a bar with little room its icon alone is left, and this is its name. */
  readonly word?: string;
  /** Sends the form it stands in. */
  readonly submits?: boolean;
  readonly children?: ReactNode;
}

/** A button with only an icon and no `word` needs an `aria-label`; it is also its tooltip. */
export function Button({ look = 'plain', icon, submits = false, word, children, className, ...rest }: ButtonProps) {
  const shape = word !== undefined ? styles['folds'] : children === undefined ? styles['square'] : '';
  const title = children === undefined ? rest['aria-label'] : undefined;
  return (
    <button type={submits ? 'submit' : 'button'} title={title} {...(word !== undefined && { 'aria-label': word })} {...rest} className={[styles['button'], styles[look], shape, className].filter(Boolean).join(' ')}>
      {icon !== undefined && <Icon name={icon} />}
      {word === undefined ? children : <span className={styles['word']}>{word}</span>}
    </button>
  );
}
