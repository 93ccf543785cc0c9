/** A waking laptop or a tab that is looked at again does not wait for the timer. Gives the way to end it. */
export function retryWhenBack(retry: () => void): () => void {
  const whenSeen = () => {
    if (document.visibilityState === 'visible') retry();
  };
  window.addEventListener('online', retry);
  document.addEventListener('visibilitychange', whenSeen);
  return () => {
    window.removeEventListener('online', retry);
    document.removeEventListener('visibilitychange', whenSeen);
  };
}
