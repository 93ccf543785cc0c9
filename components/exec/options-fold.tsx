'use client';

import { Button } from '../ui/button';
import { Disclosure } from '../ui/disclosure';
import { EnvironmentField } from './environment-field';
import { AsField, CapabilitiesField, CgroupField, DirectoryField, LimitField, RootField } from './option-fields';
import { countChanged, FIRST_OPTIONS, isFine, problemsOf, type Ground, type Options } from './options';
import styles from './options-fold.module.css';
import { EXEC_STRINGS } from './strings';

interface OptionsFoldProps {
  readonly options: Options;
  readonly onOptions: (options: Options) => void;
  readonly ground: Ground;
  /** Nothing is run from here: what only a command of ours has is left out. */
  readonly isByHand: boolean;
}

const WORDS = EXEC_STRINGS.options;

/** Everything else nsenter(1) can say. Folded it tells how much of it is not as usual. */
export function OptionsFold({ options, onOptions, ground, isByHand }: OptionsFoldProps) {
  const changed = countChanged(options, ground);
  const problems = problemsOf(options, ground);
  const field = { options, onOptions, ground, problems };
  return (
    <div className={styles['fold']}>
      <Disclosure title={WORDS.title} aside={<Aside changed={changed} isFine={isFine(problems)} />}>
        <div className={styles['rows']}>
          <AsField {...field} />
          <CapabilitiesField {...field} />
          <RootField {...field} />
          <DirectoryField {...field} />
          <EnvironmentField {...field} />
          <CgroupField {...field} />
          {!isByHand && <LimitField {...field} />}
          {changed > 0 && <div><Button icon="refresh" onClick={() => onOptions(FIRST_OPTIONS)}>{WORDS.reset}</Button></div>}
        </div>
      </Disclosure>
    </div>
  );
}

/** What is wrong in there must show when it is folded: it keeps the command from being run. */
function Aside({ changed, isFine: isRight }: { changed: number; isFine: boolean }) {
  return (
    <>
      {!isRight && <span className={styles['wrong']}>{WORDS.wrong} </span>}
      <span data-changed={changed > 0 || undefined}>{changed === 0 ? WORDS.usual : WORDS.changed(changed)}</span>
    </>
  );
}
