// A file on its way: dropped or chosen, named, sent with counted progress.

import { useRef, useState } from "react";

const MEGABYTE = 1024 * 1024;

function size(bytes) {
  return bytes < MEGABYTE
    ? `${bytes < 1024 ? bytes : Math.round(bytes / 1024)} ${bytes < 1024 ? "bytes" : "KB"}`
    : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

function withoutExtension(name) {
  return name.replace(/\.[^.]+$/, "").replace(/[_-]+/g, " ");
}

// fetch can't tell how much has left, so this is the older way to send.
function send(action, form, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", action);
    request.responseType = "json";
    request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
    request.onload = () =>
      request.status < 300
        ? resolve(request.response)
        : reject(new Error(sentence(request.response, request.status)));
    request.onerror = () => reject(new Error("The connection broke. Try again."));
    request.send(form);
  });
}

function sentence(problem, status) {
  const said = [problem?.detail, problem?.next_step].filter(Boolean).join(" ");
  return said || `The server answered with ${status}. Try again in a moment.`;
}

export function UploadBox({ action, accept, prompt, hint, named = true, onDone }) {
  const input = useRef(null);
  const [file, setFile] = useState(null);
  const [name, setName] = useState("");
  const [over, setOver] = useState(false);
  const [share, setShare] = useState(null);
  const [problem, setProblem] = useState("");

  const choose = (chosen) => {
    if (chosen) {
      setFile(chosen);
      setName(withoutExtension(chosen.name));
      setProblem("");
    }
  };
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  const submit = async (event) => {
    event.preventDefault();
    const form = new FormData();
    if (named) {
      form.append("name", name);
    }
    form.append("file", file);
    setShare(0);
    setProblem("");
    try {
      onDone((await send(action, form, setShare)).id);
      if (!named) {
        setFile(null);
        setShare(null);
      }
    } catch (error) {
      setProblem(error.message);
      setShare(null);
    }
  };
  const busy = share !== null;
  return (
    <form className="upload" onSubmit={submit}>
      <label
        className={over ? "upload-area upload-over" : "upload-area"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          ref={input}
          type="file"
          accept={accept}
          className="sr-only"
          disabled={busy}
          onChange={(event) => choose(event.target.files[0])}
        />
        <span className="text-14 font-medium">
          {file ? file.name : prompt}
        </span>
        <span className="text-12 text-muted">
          {file ? `${size(file.size)} · choose another` : hint}
        </span>
      </label>
      {file && named && (
        <div className="field">
          <label htmlFor="upload-name" className="field-label">
            Name
          </label>
          <input
            id="upload-name"
            className="control"
            required
            maxLength={200}
            value={name}
            disabled={busy}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
      )}
      {problem && (
        <div role="alert" className="notice notice-bad">
          <p className="flex-1 min-w-0">{problem}</p>
        </div>
      )}
      {file && (
        <div className="upload-actions">
          {busy && (
            <progress className="progress" value={share} max={1} aria-label="Sent so far" />
          )}
          <button type="submit" className="button button-primary" disabled={busy} aria-busy={busy}>
            {busy ? (share < 1 ? `Sending ${Math.round(share * 100)} %` : "Reading") : "Upload"}
          </button>
        </div>
      )}
    </form>
  );
}
