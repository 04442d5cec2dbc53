// Calls back when it appears and whenever its value becomes another one; shows nothing.

import { useEffect, useRef } from "react";

export function Whenever({ value, onValue }) {
  const latest = useRef(onValue);
  useEffect(() => {
    latest.current = onValue;
  });
  useEffect(() => {
    latest.current?.();
  }, [value]);
  return null;
}
