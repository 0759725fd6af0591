import { type Random, randomOf } from "../../../engine/seeded-random.ts";
import { type Colour, hex } from "../drawing/colour.ts";
import type { SceneName } from "./scenes/index.ts";

/** The colours of one cover. */
export interface Palette {
  readonly sky: Colour;
  readonly glow: Colour;
  readonly far: Colour;
  readonly near: Colour;
  readonly accent: Colour;
}

/** What a figure wears: the same on every cover of a series. */
export interface Costume {
  readonly suit: Colour;
  readonly trim: Colour;
  readonly cape: Colour | null;
  readonly skin: Colour;
  readonly emblem: "disc" | "star" | "stripe";
}

/** How a series looks: what its covers have in common. */
export interface Look {
  readonly palettes: readonly [Palette, ...Palette[]];
  readonly hero: Costume;
  readonly rival: Costume;
  readonly scenes: readonly [SceneName, ...SceneName[]];
  readonly logo: {
    readonly face: Colour;
    readonly low: Colour;
    readonly edge: Colour;
    readonly ground: Colour;
  };
  readonly bend: "straight" | "arch" | "slant" | "rise";
}

const palette = (sky: string, glow: string, far: string, near: string, accent: string): Palette => ({
  sky: hex(sky),
  glow: hex(glow),
  far: hex(far),
  near: hex(near),
  accent: hex(accent),
});

/** Families of colours that go together; a series takes one family, an issue one of its palettes. */
const families: readonly [Palette[], ...Palette[][]] = [
  [
    palette("#1b2a6b", "#f4a259", "#3d3b8e", "#14143a", "#f25f5c"),
    palette("#5b1a5e", "#f9c74f", "#8a2d6b", "#2a0f33", "#43bccd"),
    palette("#0b3c49", "#f2e394", "#16697a", "#06222b", "#f4743b"),
    palette("#7a1f3d", "#ffd6a5", "#a63a50", "#34101f", "#2ec4b6"),
  ],
  [
    palette("#e4572e", "#ffe066", "#b23a1e", "#4a1b12", "#17bebb"),
    palette("#2e86ab", "#f6f5ae", "#1d5c78", "#0d2b3a", "#f24236"),
    palette("#f2a541", "#fff1c1", "#c7762b", "#52290f", "#3a7d44"),
    palette("#3a7d44", "#f0f3bd", "#28573a", "#10291a", "#f9a03f"),
  ],
  [
    palette("#10101f", "#7b5cff", "#2b2352", "#08080f", "#00e0c6"),
    palette("#06283d", "#47b5ff", "#1363df", "#031521", "#ffd23f"),
    palette("#2d0a31", "#ff5d8f", "#5c1a5a", "#140417", "#aef78e"),
    palette("#08251f", "#59e391", "#14563f", "#03110d", "#ff9b42"),
  ],
  [
    palette("#d9c5a0", "#fff8e7", "#a88f6a", "#3b2f22", "#b3001b"),
    palette("#9db4ab", "#eef5db", "#6d8a83", "#22302c", "#d95d39"),
    palette("#c08497", "#ffe5d9", "#8d5b73", "#35202c", "#2a6f97"),
    palette("#8d99ae", "#edf2f4", "#5c677d", "#232b3a", "#ef233c"),
  ],
];

const skins = ["#f0c9a4", "#c98f65", "#8d5a3b", "#e3b08a"].map(hex);
const suits = ["#c1121f", "#1d4e89", "#2f6b3c", "#5a2a83", "#e09f3e", "#22223b", "#0f7173", "#b5446e"].map(
  hex,
);

/** The look of a series, from its name alone: every cover of it agrees. */
export function lookOf(series: string): Look {
  const random = randomOf(`series ${series}`);
  const family = random.pick(families);
  const [first = family[0], ...others] = shuffled(family, random);
  const [suit, trim, cape, rivalSuit, rivalTrim] = shuffled(suits, random);
  const [skin, rivalSkin] = shuffled(skins, random);
  const costume = (a = suits[0], b = suits[1], c: Colour | null = null, d = skins[0]): Costume => ({
    suit: a ?? hex("#c1121f"),
    trim: b ?? hex("#1d4e89"),
    cape: c,
    skin: d ?? hex("#f0c9a4"),
    emblem: random.pick(["disc", "star", "stripe"]),
  });
  const light = random.chance(0.5);
  return {
    palettes: [
      first ?? family[0] ?? palette("#1b2a6b", "#f4a259", "#3d3b8e", "#14143a", "#f25f5c"),
      ...others,
    ],
    hero: costume(suit, trim, random.chance(0.7) ? (cape ?? null) : null, skin),
    rival: costume(rivalSuit, rivalTrim, null, rivalSkin),
    scenes: shuffled(allScenes, random) as [SceneName, ...SceneName[]],
    logo: {
      face: light ? hex("#fffdf5") : hex("#ffe04a"),
      low: light ? hex("#ffd166") : hex("#f3722c"),
      edge: hex("#17131f"),
      ground: random.pick([hex("#c1121f"), hex("#1d3557"), hex("#2a9d8f"), hex("#6a4c93")]),
    },
    bend: random.pick(["straight", "arch", "slant", "rise"]),
  };
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, order: random.next() }))
    .sort((left, right) => left.order - right.order)
    .map(({ value }) => value);
}

const allScenes: SceneName[] = [
  "sunburst",
  "city",
  "space",
  "sea",
  "mask",
  "panels",
  "duel",
  "ridges",
  "creature",
];
