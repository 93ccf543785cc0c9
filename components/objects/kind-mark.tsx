import type { ObjectKind } from '@/lib/object-id';
import type { NamespaceType } from '@/lib/schema';
import { Icon, type IconName } from '../ui/icon';
import styles from './kind-mark.module.css';
import { TypeSign } from './type-sign';

const ICONS: Readonly<Record<ObjectKind, IconName>> = { pod: 'pods', container: 'container', process: 'process', namespace: 'namespaces', host: 'screen' };

/** The small square before a name: what sort of object it is; of a namespace, its type. */
export function KindMark({ kind, type = null }: { kind: ObjectKind; type?: NamespaceType | null }) {
  return (
    <span className={styles['mark']} data-kind={kind}>
      {type === null ? <Icon name={ICONS[kind]} size={14} /> : <TypeSign type={type} size={12} />}
    </span>
  );
}
