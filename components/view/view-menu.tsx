'use client';

import { COLOURINGS } from '@/lib/colour';
import { SORTS_BY_LENS, type EdgeSort } from '@/lib/edge-sorts';
import { GROUPINGS, type View } from '@/lib/view';
import { Choice } from '../ui/choice';
import { Popover } from '../ui/popover';
import { EDGE_WORDS, VIEW_STRINGS } from './strings';
import styles from './view-menu.module.css';

const GROUP_OPTIONS = GROUPINGS.map((value) => ({ value, label: VIEW_STRINGS.groups[value], title: VIEW_STRINGS.groupHints[value] }));
const COLOUR_OPTIONS = COLOURINGS.map((value) => ({ value, label: VIEW_STRINGS.colours[value], title: VIEW_STRINGS.colourHints[value] }));

interface ViewMenuProps {
  readonly view: View;
  readonly onView: (patch: Partial<View>) => void;
}

/** How the picture is grouped, coloured and drawn: only what this lens has. */
export function ViewMenu({ view, onView }: ViewMenuProps) {
  const { lens, hiddenEdges } = view;
  const sorts = SORTS_BY_LENS[lens].filter((sort) => !(lens === 'hierarchy' && view.tree === 'user' && sort === 'family'));
  const toggle = (sort: EdgeSort) => onView({ hiddenEdges: hiddenEdges.includes(sort) ? hiddenEdges.filter((other) => other !== sort) : [...hiddenEdges, sort] });
  return (
    <Popover label={VIEW_STRINGS.view} hint={VIEW_STRINGS.viewHint} icon="eye">
      {(lens === 'pods' || lens === 'namespaces') && (
        <Row title={VIEW_STRINGS.group}><Choice legend={VIEW_STRINGS.group} options={GROUP_OPTIONS} value={view.group} onChange={(group) => onView({ group })} /></Row>
      )}
      {lens !== 'network' && <Row title={VIEW_STRINGS.colour}><Choice legend={VIEW_STRINGS.colour} options={COLOUR_OPTIONS} value={view.colour} onChange={(colour) => onView({ colour })} /></Row>}
      {sorts.length > 0 && (
        <Checks title={VIEW_STRINGS.lines}>
          {sorts.map((sort) => <Check key={sort} words={EDGE_WORDS[sort]} isOn={!hiddenEdges.includes(sort)} onChange={() => toggle(sort)} />)}
        </Checks>
      )}
      <Checks title={VIEW_STRINGS.draw}>
        {lens !== 'network' && <Check words={VIEW_STRINGS.kernelThreads} isOn={view.kernelThreads} onChange={(kernelThreads) => onView({ kernelThreads })} />}
        <Check words={VIEW_STRINGS.minimap} isOn={view.minimap} onChange={(minimap) => onView({ minimap })} />
      </Checks>
    </Popover>
  );
}

function Row({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <div className={styles['row']}>
      <span className={styles['title']} aria-hidden="true">{title}</span>
      {children}
    </div>
  );
}

function Checks({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  return (
    <fieldset className={styles['checks']}>
      <legend className={styles['title']}>{title}</legend>
      {children}
    </fieldset>
  );
}

function Check({ words, isOn, onChange }: { readonly words: string; readonly isOn: boolean; readonly onChange: (isOn: boolean) => void }) {
  return (
    <label className={styles['check']}>
      <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />
      {words}
    </label>
  );
}
