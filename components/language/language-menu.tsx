'use client';

import { LANGUAGE_NAMES } from '@/lib/language';
import { SHELL_STRINGS } from '../shell/strings';
import { Menu, MenuButton } from '../ui/menu';
import { chooseLanguage, LANGUAGE_CHOICES, useLanguageChoice } from './language';

/** Each language is called by its own name. */
export function LanguageMenu() {
  const chosen = useLanguageChoice();
  return (
    <Menu label={SHELL_STRINGS.language} icon="language">
      {LANGUAGE_CHOICES.map((choice) => (
        <MenuButton key={choice} pressed={choice === chosen} onClick={() => chooseLanguage(choice)}>
          {choice === 'auto' ? SHELL_STRINGS.languageAuto : LANGUAGE_NAMES[choice]}
        </MenuButton>
      ))}
    </Menu>
  );
}
