// A line or bar chart on a canvas; ECharts is loaded with the first one on the page.

import { useEffect, useRef, useState } from "react";

import { onThemeChange, readPalette } from "./palette.js";
import { optionsFor } from "./options.js";

// Options depend on the width in steps of this many pixels.
const STEP = 24;

function calmMotion() {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

export function EChart({ type, answer, chartStyle }) {
  const element = useRef(null);
  const chart = useRef(null);
  const [core, setCore] = useState(null);
  const [theme, setTheme] = useState(0);
  const [width, setWidth] = useState(0);

  useEffect(() => {
    let alive = true;
    import("./echarts_core.js").then((module) => alive && setCore(module));
    return () => {
      alive = false;
    };
  }, []);

  useEffect(() => onThemeChange(() => setTheme((count) => count + 1)), []);

  useEffect(() => {
    if (!core) {
      return undefined;
    }
    const instance = core.init(element.current, null, { renderer: "canvas" });
    const observer = new ResizeObserver(([entry]) => {
      instance.resize();
      setWidth(Math.round(entry.contentRect.width / STEP) * STEP);
    });
    observer.observe(element.current);
    chart.current = instance;
    return () => {
      observer.disconnect();
      instance.dispose();
      chart.current = null;
    };
  }, [core]);

  useEffect(() => {
    if (chart.current) {
      const palette = readPalette(element.current);
      const place = { calm: calmMotion(), width: element.current.clientWidth };
      chart.current.setOption(optionsFor(type, answer, chartStyle, palette, place), {
        replaceMerge: ["series", "xAxis", "yAxis"],
      });
      element.current.dataset.painted = String(answer.row_count);
    }
  }, [core, type, answer, chartStyle, theme, width]);

  return <div ref={element} className="cs-canvas" aria-hidden="true" />;
}
