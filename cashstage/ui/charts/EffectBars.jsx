// The picture of an explained change; its numbers stand in the table beside it.

import { EChart } from "./EChart.jsx";
import { effectsHeight } from "./effects.js";

const NO_STYLE = {};

export function EffectBars({ picture }) {
  if (!picture?.labels) {
    return null;
  }
  return (
    <div className="cs-effects" style={{ height: effectsHeight(picture) }} data-testid="effects">
      <EChart type="effects" answer={picture} chartStyle={NO_STYLE} />
    </div>
  );
}
