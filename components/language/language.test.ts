// @vitest-environment happy-dom
import { runInThisContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { chooseLanguage, readLanguageChoice } from './language';
import { LANGUAGE_SCRIPT } from './language-script';

function openPage(kept: string | null, languages: readonly string[]): string {
  localStorage.clear();
  if (kept !== null) localStorage.setItem('nsatlas.language', kept);
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(languages);
  runInThisContext(LANGUAGE_SCRIPT);
  return document.documentElement.lang;
}

beforeEach(() => {
  localStorage.clear();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.resetModules();
  document.documentElement.lang = 'en';
});

describe('before the first paint', () => {
  it('goes by what the browser prefers', () => {
    expect(openPage(null, ['fr', 'zh-CN', 'en'])).toBe('zh-Hans');
    expect(openPage(null, ['en-US', 'zh'])).toBe('en');
    expect(openPage(null, ['fr'])).toBe('en');
  });
  it('goes by what the viewer chose, when that is kept', () => {
    expect(openPage('en', ['zh'])).toBe('en');
    expect(openPage('zh', ['en'])).toBe('zh-Hans');
    expect(openPage('tlh', ['en'])).toBe('en');
  });
});

describe('the strings', () => {
  it('are those of the language of the page', async () => {
    document.documentElement.lang = 'zh-Hans';
    const { UI_STRINGS } = await import('../ui/strings');
    const { formatDuration } = await import('../ui/format');
    expect(UI_STRINGS.close).toBe('关闭');
    expect(formatDuration(3_900)).toBe('1 小时 5 分钟');
    vi.resetModules();
    document.documentElement.lang = 'en';
    const english = await import('../ui/strings');
    expect(english.UI_STRINGS.close).toBe('Close');
  });
});

describe('a choice', () => {
  it('is kept, and starts the page again; the same choice does neither', () => {
    const reload = vi.fn();
    chooseLanguage('zh', reload);
    expect(readLanguageChoice()).toBe('zh');
    chooseLanguage('zh', reload);
    expect(reload).toHaveBeenCalledTimes(1);
    chooseLanguage('auto', reload);
    expect(localStorage.getItem('nsatlas.language')).toBeNull();
    expect(reload).toHaveBeenCalledTimes(2);
  });
});
