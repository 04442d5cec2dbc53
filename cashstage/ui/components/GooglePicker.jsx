// Google's own dialog for choosing spreadsheets. Its script comes from Google when it is needed
// for the first time, and so does a token that is good for an hour at most.

import { useEffect, useRef, useState } from "react";

const GONE = "Google's dialog could not be loaded. Try again, or allow its scripts in this browser.";
const MARGIN = 16;

let library;

function load(address) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address;
    script.async = true;
    script.onload = () =>
      window.gapi.load("picker", { callback: resolve, onerror: () => reject(new Error(GONE)) });
    script.onerror = () => {
      script.remove();
      reject(new Error(GONE));
    };
    document.head.append(script);
  }).catch((error) => {
    library = undefined;
    throw error;
  });
  return library;
}

async function borrow(tokenAddress) {
  const answer = await fetch(tokenAddress, { method: "POST" });
  const body = await answer.json();
  if (!answer.ok) {
    throw new Error([body.detail, body.next_step].filter(Boolean).join(" "));
  }
  return body;
}

function build(lent, { title, several }, hear) {
  const { picker } = window.google;
  const view = new picker.DocsView(picker.ViewId.SPREADSHEETS).setMode(picker.DocsViewMode.LIST);
  const builder = new picker.PickerBuilder()
    .addView(view)
    .enableFeature(picker.Feature.SUPPORT_DRIVES)
    .setOAuthToken(lent.token)
    // Without the project's number Google lets people pick, and grants nothing.
    .setAppId(lent.app_id)
    .setOrigin(window.location.origin)
    .setTitle(title)
    .setSize(
      Math.min(1051, window.innerWidth - MARGIN),
      Math.min(650, window.innerHeight - MARGIN)
    )
    .setCallback(hear);
  if (several) {
    builder.enableFeature(picker.Feature.MULTISELECT_ENABLED);
  }
  return (lent.api_key ? builder.setDeveloperKey(lent.api_key) : builder).build();
}

export function GooglePicker({ tokenAddress, label, title, several, onPick }) {
  const [opening, setOpening] = useState(false);
  const [problem, setProblem] = useState("");
  const opened = useRef(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => () => opened.current?.dispose(), []);

  const hear = (said) => {
    const { Action, Document, Response } = window.google.picker;
    if (said[Response.ACTION] !== Action.LOADED) {
      setOpening(false);
    }
    if (said[Response.ACTION] === Action.PICKED) {
      const [file] = said[Response.DOCUMENTS];
      pick.current(file[Document.ID], file[Document.NAME]);
    }
  };
  const open = async () => {
    setOpening(true);
    setProblem("");
    try {
      const lent = await borrow(tokenAddress);
      await load(lent.script);
      opened.current?.dispose();
      opened.current = build(lent, { title, several }, hear);
      opened.current.setVisible(true);
    } catch (error) {
      setProblem(error.message);
      setOpening(false);
    }
  };
  return (
    <div className="google-picker">
      <button
        type="button"
        className="button button-primary"
        onClick={open}
        disabled={opening}
        aria-busy={opening}
      >
        {opening && <span className="spinner" />}
        {label}
      </button>
      {problem && (
        <div role="alert" className="notice notice-bad">
          <p className="flex-1 min-w-0">{problem}</p>
        </div>
      )}
    </div>
  );
}
