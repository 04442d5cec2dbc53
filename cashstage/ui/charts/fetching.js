// Chart data over HTTP: abortable, revalidated by ETag, the old answer kept while a new one comes.

import { useEffect, useReducer, useRef } from "react";

const OFFLINE = {
  detail: "The server can't be reached.",
  next_step: "Check your connection; the chart tries again by itself.",
};
const RETRY_MS = [2_000, 5_000, 15_000];

const initial = { status: "loading", data: null, problem: null };

function reducer(state, action) {
  switch (action.type) {
    case "start":
      return { ...state, status: state.data ? "refreshing" : "loading" };
    case "data":
      return { status: "ready", data: action.data, problem: null };
    case "problem":
      return { ...state, status: "failed", problem: action.problem };
    default:
      return state;
  }
}

async function read(url, body, signal) {
  const options = { signal, credentials: "same-origin", cache: "no-cache" };
  if (body) {
    options.method = "POST";
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(url, options);
  const answer = await response.json();
  if (!response.ok) {
    throw Object.assign(new Error(answer.detail), { problem: answer, status: response.status });
  }
  return answer;
}

// `revision` is anything that changes when the same address would answer anew.
export function useAnswer(url, body, revision) {
  const [state, dispatch] = useReducer(reducer, initial);
  const [attempt, retry] = useReducer((count) => count + 1, 0);
  const failures = useRef(0);
  const question = body ? JSON.stringify(body) : null;

  useEffect(() => {
    if (!url) {
      return undefined;
    }
    const controller = new AbortController();
    let timer = null;
    dispatch({ type: "start" });
    read(url, question ? JSON.parse(question) : null, controller.signal)
      .then((data) => {
        failures.current = 0;
        dispatch({ type: "data", data });
      })
      .catch((error) => {
        if (controller.signal.aborted) {
          return;
        }
        const passing = !error.problem || error.status >= 502;
        if (passing && failures.current < RETRY_MS.length) {
          timer = setTimeout(retry, RETRY_MS[failures.current]);
          failures.current += 1;
        }
        dispatch({ type: "problem", problem: error.problem ?? OFFLINE });
      });
    return () => {
      controller.abort();
      clearTimeout(timer);
    };
  }, [url, question, revision, attempt]);

  return { ...state, retry };
}
