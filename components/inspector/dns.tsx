import type { NetDns } from '@/lib/net-schema';
import { showText } from '@/lib/text';
import { Told } from '../language/told';
import { Disclosure } from '../ui/disclosure';
import { Fact, FactList, TextFact } from './fact-list';
import { SOCKET_STRINGS } from './inside-strings';
import styles from './inside.module.css';

/** resolv.conf(5) as the processes in there have it. */
export function Dns({ dns }: { dns: NetDns | null }) {
  if (dns === null) return null;
  const { nameservers, search, options, trouble } = dns;
  return (
    <Disclosure title={SOCKET_STRINGS.dns} aside={nameservers.length} open={trouble !== null}>
      {trouble !== null && <p className={styles['note']}>{SOCKET_STRINGS.dnsTrouble} <Told text={trouble} /></p>}
      {trouble === null && nameservers.length === 0 && <p className={styles['note']}>{SOCKET_STRINGS.dnsNone}</p>}
      <FactList>
        {nameservers.map((server, place) => <TextFact key={place} name={SOCKET_STRINGS.nameserver} text={showText(server)} />)}
        {search.length > 0 && <Fact name={SOCKET_STRINGS.search}>{search.map(showText).join(' ')}</Fact>}
        {options.length > 0 && <Fact name={SOCKET_STRINGS.options}>{options.map(showText).join(' ')}</Fact>}
      </FactList>
    </Disclosure>
  );
}
