import styles from './skeleton.module.css';

/** Bars where text will be. They show only after 300 ms: what is quick never flickers. */
export function Skeleton({ lines = 4, label }: { lines?: number; label: string }) {
  return (
    <div className={styles['skeleton']} role="status" aria-label={label}>
      {Array.from({ length: lines }, (_, line) => <span key={line} className={styles['bar']} style={{ width: `${[72, 94, 58, 83][line % 4] ?? 80}%` }} />)}
    </div>
  );
}
