import type { RateGauge } from "../../../../stores/ledger.ts";
import { heldWords, usedWords } from "../../../presentation/present-work.ts";
import type { Part } from "../../components/line.tsx";
import { progressBar } from "../../components/progress-bar.ts";
import { fit, fitProse, padEnd } from "../../surface/fit.ts";
import type { Surface } from "../../surface/surface.ts";

/** So many services are shown; those that hold back come first. */
const most = 2;
const widestBar = 40;

/** Of each service how much of both limits a minute is used, and what holds back at this moment. */
export function limitLines(limits: readonly RateGauge[], surface: Surface, now: number): Part[][] {
  const shown = limits
    .toSorted((one, other) => Number(other.heldBy !== "nothing") - Number(one.heldBy !== "nothing"))
    .slice(0, most);
  return shown.length === 0 ? [] : [[], ...shown.flatMap((gauge) => gaugeLines(gauge, surface, now))];
}

/** Without limits there is nothing to be held against: what was sent is all there is to tell. */
function unlimited({ pool, requests, tokens }: RateGauge, surface: Surface): Part[] {
  const { t, glyphs, columns } = surface;
  const number = (value: number) => t.formats.number(Math.round(value));
  const text = t.text("limits.unlimitedBoth", { requests: number(requests), tokens: number(tokens) });
  const room = columns - Bun.stringWidth(text) - 5;
  return [
    { text: ` ${glyphs.state.done} `, tone: "good" },
    { text: room < 8 ? "" : `${fit(surface, pool, room)}: `, tone: "quiet" },
    fitProse(surface, text, columns - 4),
  ];
}

function gaugeLines(gauge: RateGauge, surface: Surface, now: number): Part[][] {
  const { t, glyphs, columns } = surface;
  const isHeld = gauge.heldBy !== "nothing";
  if (!isHeld && gauge.requestsLimit === null && gauge.tokensLimit === null)
    return [unlimited(gauge, surface)];
  const held = fitProse(surface, heldWords(gauge, t, now), columns - 4);
  const room = columns - Bun.stringWidth(held) - 5;
  const name = room < 8 ? "" : `${fit(surface, gauge.pool, room)}: `;
  const rows = [
    [t.text("limits.requests"), gauge.requests, gauge.requestsLimit],
    [t.text("limits.tokens"), gauge.tokens, gauge.tokensLimit],
  ] as const;
  const words = rows.map(([label, used, limit]) => ({ label, figures: usedWords(used, limit, t) }));
  const labels = Math.max(...words.map(({ label }) => Bun.stringWidth(label)));
  const figures = Math.max(...words.map((row) => Bun.stringWidth(row.figures)));
  const bar = Math.min(widestBar, columns - labels - figures - 8);
  return [
    [
      { text: ` ${isHeld ? glyphs.warning : glyphs.state.done} `, tone: isHeld ? "attention" : "good" },
      { text: name, tone: "quiet" },
      { text: held, tone: isHeld ? "attention" : "plain" },
    ],
    ...rows.map(([label, used, limit], at): Part[] => [
      `   ${padEnd(label, labels)} `,
      ...(bar < 4
        ? []
        : [
            limit === null
              ? " ".repeat(bar)
              : { text: progressBar(used / limit, bar, glyphs), tone: "busy" as const },
            " ",
          ]),
      words[at]?.figures ?? "",
    ]),
  ];
}
