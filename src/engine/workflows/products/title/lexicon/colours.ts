/** Colours by their Spanish name, with all that means the same; folded. What sellers invent (`nautical navy`) is not here. */
const table: Readonly<Record<string, string>> = {
  negro: "negra negros negras black neg blk ngr",
  blanco: "blanca blancos blancas white wht blco bco",
  gris: "grises gray grey gry",
  rojo: "roja rojos rojas red",
  azul: "azules blue blu",
  verde: "verdes green grn",
  amarillo: "amarilla amarillos amarillas yellow",
  rosado: "rosada rosados rosadas rosa pink",
  morado: "morada morados morada purpura purple",
  violeta: "violet",
  lavanda: "lavender",
  lila: "lilac",
  naranja: "naranjo anaranjado orange",
  cafe: "marron brown",
  castano: "chestnut",
  beige: "beis",
  dorado: "dorada dorados dorado gold golden oro",
  plateado: "plateada plateados plata silver",
  celeste: "light-blue sky-blue",
  turquesa: "turquoise",
  burdeo: "burdeos bordo burgundy vino-tinto",
  grafito: "graphite",
  "gris espacial": "space-gray space-grey gris-espacial",
  medianoche: "midnight",
  "luz estelar": "starlight luz-estelar",
  titanio: "titanium",
  transparente: "transparent",
  clear: "",
  crema: "cream",
  marfil: "ivory",
  navy: "azul-marino",
  fucsia: "fuchsia",
  magenta: "",
  menta: "mint",
  coral: "",
  teal: "",
  multicolor: "multicolour multicolored",
  surtido: "assorted",
  cobre: "copper",
  bronce: "bronze",
  khaki: "caqui",
  oliva: "olive",
  tan: "",
};

/** The Spanish name of a colour, by how it is written; a blank inside is a hyphen here. */
export const colours: ReadonlyMap<string, string> = new Map(
  Object.entries(table).flatMap(([name, others]) =>
    [name.replace(/ /g, "-"), ...others.split(" ")]
      .filter(Boolean)
      .map((written) => [written, name] as const),
  ),
);

/** Words that make a colour lighter or darker: they belong to it. */
export const shades: ReadonlySet<string> = new Set(
  "claro clara oscuro oscura light dark deep pale bright mate matte hot royal sky forest heather mid electric rose".split(
    " ",
  ),
);
