import type { ScanCgroup } from '@/lib/inspect-schema';
import { Gaps } from './gaps';
import { Section } from './section';
import { Usage } from './usage';

/** A cgroup namespace is a root in each hierarchy; what is known of that group is what it is about. */
export function CgroupRoots({ facts: { roots, gaps } }: { facts: ScanCgroup }) {
  return (
    <>
      <Usage groups={roots} />
      {gaps.length > 0 && <Section><Gaps gaps={gaps} /></Section>}
    </>
  );
}
