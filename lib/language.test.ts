import { describe, expect, it } from 'vitest';
import { pickLanguage } from './language';

describe('the language of a page', () => {
  it('is the first of the wished ones that is ours', () => {
    expect(pickLanguage(['zh-CN', 'en'])).toBe('zh');
    expect(pickLanguage(['de-AT', 'zh-Hant-TW', 'en'])).toBe('zh');
    expect(pickLanguage(['en-GB', 'zh'])).toBe('en');
  });
  it('is English for who reads neither', () => {
    expect(pickLanguage(['fr', 'de'])).toBe('en');
    expect(pickLanguage([])).toBe('en');
  });
});
