/** The key under which this browser keeps the theme the viewer chose; absent means auto. */
export const THEME_KEY = 'nsatlas.theme';

/** Runs before the first paint, so that no page flashes in the wrong theme. */
export const THEME_SCRIPT = `(function(){
  var choice = null;
  try { choice = localStorage.getItem('${THEME_KEY}') } catch (refused) {}
  var dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})()`;
