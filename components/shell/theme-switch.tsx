'use client';

import { Choice } from '../ui/choice';
import type { IconName } from '../ui/icon';
import { SHELL_STRINGS } from './strings';
import { THEME_CHOICES, useTheme, type ThemeChoice } from './use-theme';

const ICONS: Readonly<Record<ThemeChoice, IconName>> = { auto: 'screen', light: 'sun', dark: 'moon' };
const OPTIONS = THEME_CHOICES.map((value) => ({ value, label: SHELL_STRINGS.themeNames[value], icon: ICONS[value] }));

export function ThemeSwitch() {
  const [choice, choose] = useTheme();
  return <Choice legend={SHELL_STRINGS.theme} options={OPTIONS} value={choice} onChange={choose} iconsOnly />;
}
