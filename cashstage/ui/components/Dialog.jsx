// The browser's own dialog: focus is kept inside, Escape closes, what lies behind is inert.

import { useEffect, useId, useRef } from "react";

export function Dialog({ open, title, wide, onClose, children }) {
  const dialog = useRef(null);
  const titleId = useId();
  useEffect(() => {
    if (open && !dialog.current.open) {
      dialog.current.showModal();
    } else if (!open && dialog.current.open) {
      dialog.current.close();
    }
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={titleId}
      onClose={() => open && onClose()}
    >
      <h2 id={titleId} className="text-16 font-semibold mb-4">
        {title}
      </h2>
      {open && children}
    </dialog>
  );
}
