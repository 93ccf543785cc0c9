/** The key under which this browser keeps the language the viewer chose; absent means what the browser prefers. */
export const LANGUAGE_KEY = 'nsatlas.language';

/** Runs before the first paint, and before any script that has words: `lang` then is what `bilingual` goes by. */
export const LANGUAGE_SCRIPT = `(function(){
  var kept = null;
  try { kept = localStorage.getItem('${LANGUAGE_KEY}') } catch (refused) {}
  var wishes = kept === 'en' || kept === 'zh' ? [kept] : navigator.languages || [navigator.language];
  var ours = wishes.map(function (tag) { return String(tag).toLowerCase().split('-')[0] }).filter(function (tag) { return tag === 'en' || tag === 'zh' });
  document.documentElement.lang = ours[0] === 'zh' ? 'zh-Hans' : 'en';
})()`;
