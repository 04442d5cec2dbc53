// Keeps the page's address at what is shown, without a step in the browser's history.

import { useEffect, useRef } from "react";

export function Address({ query = "" }) {
  // The first query may be that of the page before, whose state is still there; the page that
  // opens reads the address itself. Only what changes from then on is the reader's doing.
  const known = useRef(query);

  useEffect(() => {
    if (query !== known.current) {
      known.current = query;
      const { pathname, hash } = window.location;
      window.history.replaceState(window.history.state, "", `${pathname}${query}${hash}`);
    }
  }, [query]);
  return null;
}
