// Keeps the page's address at what is shown, without a step in the browser's history.

import { useEffect } from "react";

export function Address({ query = "" }) {
  useEffect(() => {
    if (window.location.search !== query) {
      const { pathname, hash } = window.location;
      window.history.replaceState(window.history.state, "", `${pathname}${query}${hash}`);
    }
  }, [query]);
  return null;
}
