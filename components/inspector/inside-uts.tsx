import type { ScanUts } from '@/lib/inspect-schema';
import { showText } from '@/lib/text';
import { FactList, TextFact } from './fact-list';
import { Gaps } from './gaps';
import { INSIDE_STRINGS } from './inside-strings';
import { Section } from './section';

const { uts: WORDS } = INSIDE_STRINGS;

export function Names({ facts: { hostname, domainname, gaps } }: { facts: ScanUts }) {
  return (
    <Section title={WORDS.title} term="names">
      <FactList>
        <TextFact name={WORDS.hostname} text={showText(hostname)} />
        <TextFact name={WORDS.domainname} hint={WORDS.domainHint} text={showText(domainname)} />
      </FactList>
      <Gaps gaps={gaps} />
    </Section>
  );
}
