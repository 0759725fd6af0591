import { city } from "./city.ts";
import { creature } from "./creature.ts";
import { duel } from "./duel.ts";
import { mask } from "./mask.ts";
import { panels } from "./panels.ts";
import { ridges } from "./ridges.ts";
import type { PaintScene } from "./scene.ts";
import { sea } from "./sea.ts";
import { space } from "./space.ts";
import { sunburst } from "./sunburst.ts";

/** Every picture that a cover may show, by its name. */
export const scenes = {
  city,
  creature,
  duel,
  mask,
  panels,
  ridges,
  sea,
  space,
  sunburst,
} as const satisfies Record<string, PaintScene>;

export type SceneName = keyof typeof scenes;
