/**
 * The bundler lets every module see a stand-in of Node's `process`, and xterm.js takes whatever has a title for Node: it would then
 * know neither the selection that the middle button pastes on Linux, nor the keys of a Mac. To be called before it is loaded.
 */
export function beBrowser(): void {
  if ('browser' in process) Reflect.deleteProperty(process, 'title');
}
