// What the server says of the formula, asked a moment after the last key.

import { useEffect, useState } from "react";

const API = "/api/v1/formulas";
const PAUSE_MS = 300;
const NOTHING = { text: "", verdict: null };
let library = null;

// The functions of the language; asked once for the whole visit.
export function useFunctions() {
  const [functions, setFunctions] = useState([]);
  useEffect(() => {
    let gone = false;
    library ??= fetch(`${API}/functions`)
      .then((answer) => (answer.ok ? answer.json() : []))
      .catch(() => []);
    library.then((found) => {
      if (!found.length) {
        library = null;
      }
      if (!gone) {
        setFunctions(found);
      }
    });
    return () => {
      gone = true;
    };
  }, []);
  return functions;
}

// `verdict` is of the text `text`; while another one is typed it stays, and is known to be old.
export function useVerdict({ text, source, kind, fieldId }) {
  const [state, setState] = useState(NOTHING);
  useEffect(() => {
    if (!text.trim() || !source) {
      setState(NOTHING);
      return undefined;
    }
    const controller = new AbortController();
    const timer = setTimeout(async () => {
      const body = { source, formula: text, kind, preview: true };
      if (fieldId) {
        body.calculated_field_id = fieldId;
      }
      try {
        const answer = await fetch(`${API}/check`, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(body),
          signal: controller.signal,
        });
        setState({ text, verdict: answer.ok ? await answer.json() : null });
      } catch {
        // Left, or offline: saving will tell.
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [text, source, kind, fieldId]);
  return state;
}
