// A field whose text belongs to whoever types in it. What the server says is shown while nothing
// is being typed; an answer that arrives in between never takes typed text away.

import { createElement, useEffect, useRef, useState } from "react";

export function Draft({ value = "", multiline = false, onCommit, ...attributes }) {
  const [text, setText] = useState(value);
  const changed = useRef(false);

  useEffect(() => {
    if (!changed.current) {
      setText(value);
    }
  }, [value]);

  const change = (event) => {
    changed.current = true;
    setText(event.target.value);
  };
  const commit = () => {
    if (changed.current) {
      changed.current = false;
      onCommit?.(text);
      // Whether nothing is an answer is the server's to say; if it is, it comes back as the value.
      if (!text.trim()) {
        setText(value);
      }
    }
  };
  const press = (event) => {
    if (event.key === "Enter" && !multiline) {
      event.currentTarget.blur();
    } else if (event.key === "Escape" && changed.current) {
      event.stopPropagation();
      changed.current = false;
      setText(value);
    }
  };
  return createElement(multiline ? "textarea" : "input", {
    ...attributes,
    value: text,
    onChange: change,
    onBlur: commit,
    onKeyDown: press,
  });
}
