import { SIGN_BY_TYPE, type Shape } from '@/lib/palette';
import type { NamespaceType } from '@/lib/schema';
import { NAMESPACE_HINTS } from './strings';
import styles from './type-sign.module.css';

/** On a grid of 12. */
export const PATH_BY_SHAPE: Readonly<Record<Shape, string>> = {
  circle: 'M6 1a5 5 0 1 1 0 10A5 5 0 0 1 6 1Z',
  square: 'M1.5 1.5h9v9h-9Z',
  diamond: 'M6 .5 11.5 6 6 11.5.5 6Z',
  triangle: 'M6 1 11.5 10.8H.5Z',
  wedge: 'M.5 1.2h11L6 11Z',
  pentagon: 'M6 .7 11.4 4.7 9.3 11H2.7L.6 4.7Z',
  hexagon: 'M3.2 1.2h5.6L11.6 6l-2.8 4.8H3.2L.4 6Z',
  tablet: 'M3.5 2.8h5a3.2 3.2 0 0 1 0 6.4h-5a3.2 3.2 0 0 1 0-6.4Z',
};

/** The mark of a type: colour and shape. Beside it always stands the word. */
export function TypeSign({ type, size = 10 }: { type: NamespaceType; size?: number }) {
  return (
    <svg className={styles['sign']} data-type={type} width={size} height={size} viewBox="0 0 12 12" aria-hidden="true">
      <path d={PATH_BY_SHAPE[SIGN_BY_TYPE[type].shape]} />
    </svg>
  );
}

export function TypeWord({ type }: { type: NamespaceType }) {
  return (
    <span className={styles['word']} data-type={type} title={NAMESPACE_HINTS[type]}>
      <TypeSign type={type} />
      {type}
    </span>
  );
}
