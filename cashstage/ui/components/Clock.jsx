// A moment as a time of day in the reader's own zone, with the date when it is not today's.

import { useEffect, useState } from "react";

const TIME = { hour: "2-digit", minute: "2-digit", second: "2-digit" };
const DAY = { day: "numeric", month: "short" };

export function Clock({ moment }) {
  // The server knows no zone; what it would draw must not differ from the first thing shown here.
  const [shown, setShown] = useState(null);
  useEffect(() => {
    const date = new Date(moment);
    const today = date.toDateString() === new Date().toDateString();
    const time = date.toLocaleTimeString("en-GB", TIME);
    setShown({
      text: today ? time : `${date.toLocaleDateString("en-GB", DAY)}, ${time}`,
      exact: date.toLocaleString(),
    });
  }, [moment]);
  return shown && (
    <time dateTime={moment} title={shown.exact}>
      {shown.text}
    </time>
  );
}
