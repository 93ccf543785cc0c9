/** Who opens the page wants to see the host: it is looked at while the browser reads the page, which takes as long. */
import { pathOf } from './guard/judge';
import type { Pages } from './web-door';

/** `look` is called for each request for the page itself. Only who was let in comes as far as here. */
export function lookingEarly(pages: Pages, look: () => void): Pages {
  return {
    ...pages,
    handle: (request, response) => {
      if (pathOf({ url: request.url ?? '' }) === '/') look();
      return pages.handle(request, response);
    },
  };
}
