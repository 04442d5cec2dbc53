// A moment as people say it, kept true while the page is open; the exact time on hover.

import { useEffect, useState } from "react";

const STEPS = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
  ["month", 12],
  ["year", Infinity],
];
const NOW_SECONDS = 45;
const TICK_MS = 30_000;

function sayAgo(moment, now) {
  let distance = (moment - now) / 1000;
  if (Math.abs(distance) < NOW_SECONDS) {
    return "just now";
  }
  for (const [unit, size] of STEPS) {
    if (Math.abs(distance) < size) {
      const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
      return words.format(Math.round(distance), unit);
    }
    distance /= size;
  }
}

export function Ago({ moment }) {
  const [now, setNow] = useState(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [moment]);
  if (!moment || now === null) {
    return null;
  }
  const date = new Date(moment);
  return (
    <time dateTime={moment} title={date.toLocaleString()}>
      {sayAgo(date.getTime(), now)}
    </time>
  );
}
