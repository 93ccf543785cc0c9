/** What the palette offers: the actions of the keys, how the picture is coloured and grouped, the themes, the languages, and the objects that are called so. */
import { COLOURINGS } from '@/lib/colour';
import { fuzzyScore } from '@/lib/fuzzy';
import { LANGUAGE_NAMES } from '@/lib/language';
import { parseQuery } from '@/lib/query-parse';
import { find, hitsOf, type Hit } from '@/lib/search';
import type { Known } from '@/lib/search-known';
import { searchWords } from '@/lib/search-strings';
import { GROUPINGS, TREES, type View } from '@/lib/view';
import { PAGE_LANGUAGE } from '../language/bilingual';
import { chooseLanguage, LANGUAGE_CHOICES } from '../language/language';
import { SHELL_STRINGS, SHELL_STRINGS_EN, TREE_STRINGS, TREE_STRINGS_EN } from '../shell/strings';
import { heardKeys, pressKey } from '../shell/use-keys';
import { chooseTheme, THEME_CHOICES } from '../shell/use-theme';
import { VIEW_STRINGS, VIEW_STRINGS_EN } from '../view/strings';
import { ACTION_BY_KEY, keyName } from './key-actions';
import { ACTION_STRINGS, ACTION_STRINGS_EN, PALETTE_STRINGS, PALETTE_STRINGS_EN } from './strings';

export interface PaletteAction {
  readonly id: string;
  readonly label: string;
  /** In English too it can be found: `export` is typed faster than 导出. */
  readonly english: string;
  /** As it stands on the keyboard; null where none does the same. */
  readonly key: string | null;
  readonly act: () => void;
}

const OBJECTS_SHOWN = 8;

/** The View, and how to change it. */
export interface ViewUse {
  readonly view: View;
  readonly onView: (view: View) => void;
}

/** All that can be done now. */
export function paletteActions(use: ViewUse): readonly PaletteAction[] {
  return [
    ...heardKeys().map((key) => ({ id: ACTION_BY_KEY[key], label: ACTION_STRINGS[ACTION_BY_KEY[key]], english: ACTION_STRINGS_EN[ACTION_BY_KEY[key]], key: keyName(key), act: () => pressKey(key) })),
    ...viewActions(use),
    ...THEME_CHOICES.map((choice) => ({ id: `theme-${choice}`, label: PALETTE_STRINGS.theme(SHELL_STRINGS.themeNames[choice]), english: `Theme: ${choice}`, key: null, act: () => chooseTheme(choice) })),
    ...LANGUAGE_CHOICES.map((choice) => ({
      id: `language-${choice}`, label: PALETTE_STRINGS.language(choice === 'auto' ? SHELL_STRINGS.languageAuto : LANGUAGE_NAMES[choice]), english: `Language: ${choice}`, key: null, act: () => chooseLanguage(choice),
    })),
  ];
}

/** Only what this lens has, as in its menu. */
function viewActions({ view, onView }: ViewUse): readonly PaletteAction[] {
  const action = (patch: Partial<Pick<View, 'colour' | 'group' | 'tree'>>, [what, name]: Words, [whatEnglish, nameEnglish]: Words): PaletteAction => ({
    id: `view-${Object.entries(patch).flat().join('-')}`, label: PALETTE_STRINGS.choice(what, name), english: PALETTE_STRINGS_EN.choice(whatEnglish, nameEnglish), key: null, act: () => onView({ ...view, ...patch }),
  });
  const { lens } = view;
  return [
    ...(lens === 'network' ? [] : COLOURINGS).map((colour) => action({ colour }, [VIEW_STRINGS.colour, VIEW_STRINGS.colours[colour]], [VIEW_STRINGS_EN.colour, VIEW_STRINGS_EN.colours[colour]])),
    ...(lens === 'pods' || lens === 'namespaces' ? GROUPINGS : []).map((group) => action({ group }, [VIEW_STRINGS.group, VIEW_STRINGS.groups[group]], [VIEW_STRINGS_EN.group, VIEW_STRINGS_EN.groups[group]])),
    ...(lens === 'hierarchy' ? TREES : []).map((tree) => action({ tree }, [SHELL_STRINGS.tree, TREE_STRINGS[tree].label], [SHELL_STRINGS_EN.tree, TREE_STRINGS_EN[tree].label])),
  ];
}

/** What is chosen, and what it becomes. */
type Words = readonly [what: string, name: string];

/** The ones that fit, the best first; with nothing typed, those of late first. */
export function fittingActions(actions: readonly PaletteAction[], typed: string, recent: readonly string[]): readonly PaletteAction[] {
  const age = ({ id }: PaletteAction) => (recent.includes(id) ? recent.indexOf(id) : recent.length);
  return actions
    .map((action) => ({ action, score: Math.max(fuzzyScore(action.label, typed) ?? -1, fuzzyScore(action.english, typed) ?? -1) }))
    .filter(({ score }) => typed.trim() === '' || score > 0)
    .sort((a, b) => (typed.trim() === '' ? 0 : b.score - a.score) || age(a.action) - age(b.action))
    .map(({ action }) => action);
}

/** Found as in the search field. */
export function fittingObjects(known: Known | null, typed: string): readonly Hit[] {
  const { query } = parseQuery(typed);
  const found = known === null || query === null ? null : find(known, query);
  return known === null || found === null ? [] : hitsOf(known, found, OBJECTS_SHOWN, searchWords(PAGE_LANGUAGE));
}
