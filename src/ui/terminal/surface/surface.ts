import { createContext, useContext } from "react";
import { type Translator, translator } from "../../language/translator.ts";
import { asciiGlyphs, type Glyphs, unicodeGlyphs } from "./glyphs.ts";

/** How many colours a picture may use. */
export type ColourDepth = "none" | "16" | "256" | "true";

/** What the terminal can show and how it is spoken to; fixed but for its size. */
export interface Surface {
  readonly columns: number;
  readonly rows: number;
  readonly t: Translator;
  readonly glyphs: Glyphs;
  readonly ascii: boolean;
  readonly colour: boolean;
  readonly depth: ColourDepth;
  readonly screenReader: boolean;
}

export interface SurfaceSettings {
  readonly language: "en" | "es";
  readonly ascii: boolean;
  readonly colour: boolean;
  readonly screenReader: boolean;
}

/** A surface of a given size. `environment` tells how many colours the terminal has. */
export function surfaceOf(
  settings: SurfaceSettings,
  size: { readonly columns: number; readonly rows: number },
  environment: Readonly<Record<string, string | undefined>>,
): Surface {
  return {
    ...size,
    t: translator(settings.language),
    glyphs: settings.ascii ? asciiGlyphs : unicodeGlyphs,
    ascii: settings.ascii,
    colour: settings.colour,
    depth: settings.colour ? depthOf(environment) : "none",
    screenReader: settings.screenReader,
  };
}

function depthOf({ COLORTERM = "", TERM = "" }: Readonly<Record<string, string | undefined>>): ColourDepth {
  if (/truecolor|24bit/i.test(COLORTERM)) return "true";
  return /256/.test(TERM) || /kitty|ghostty|alacritty|direct/.test(TERM) ? "256" : "16";
}

const context = createContext<Surface>(
  surfaceOf(
    { language: "en", ascii: false, colour: false, screenReader: false },
    { columns: 80, rows: 24 },
    {},
  ),
);

export const SurfaceProvider = context.Provider;

/** The surface that a component draws on. */
export function useSurface(): Surface {
  return useContext(context);
}
