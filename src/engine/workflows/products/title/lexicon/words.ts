const set = (words: string): ReadonlySet<string> => new Set(words.split(" "));
const pairs = (table: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(table).flatMap(([name, written]) =>
      [...new Set([name.toLowerCase().replace(/ /g, "-"), ...written.split(" ")])]
        .filter(Boolean)
        .map((word) => [word, name] as const),
    ),
  );

/** For whom. By how it is written, folded; a blank inside is a hyphen. */
export const genders = pairs({
  hombre: "hombres men mens men's man man's male caballero caballeros varon masculino him homme",
  mujer: "mujeres women womens women's woman woman's female dama damas femenino senora her femme ladies lady",
  unisex: "",
  ninos: "nino kids kid kid's kids' infantil children child childrens children's",
  varones: "boys boy boy's",
  ninas: "nina girls girl girl's",
  bebe: "bebes baby babies",
});

/** Where not new. */
export const conditions = pairs({
  reacondicionado: "refurbished reacond recertificado renewed refurb reacondicionada certified-refurbished",
  usado: "used usada seminuevo",
  "caja abierta": "open-box openbox",
});

/** How strong a perfume is. */
export const concentrations = pairs({
  EDP: "eau-de-parfum",
  EDT: "eau-de-toilette",
  EDC: "eau-de-cologne",
  parfum: "extrait extrait-de-parfum perfume-extracto",
  "body mist": "body-mist bodymist",
});

/** Kinds of screens. */
export const screens = pairs({
  AMOLED: "super-amoled dynamic-amoled",
  OLED: "poled p-oled",
  QLED: "neo-qled",
  LED: "",
  LCD: "tft",
  IPS: "",
  Retina: "liquid-retina",
  Nanocell: "",
  ULED: "",
});

/** Kinds of storage. */
export const storages = pairs({ NVMe: "nvme-ssd", SSD: "", HDD: "", eMMC: "", UFS: "" });

/** What a thing is made of. */
export const materials = pairs({
  cuero: "leather piel",
  algodon: "cotton",
  poliester: "polyester",
  lana: "wool",
  lino: "linen",
  mezclilla: "denim",
  gamuza: "suede",
  "acero inoxidable": "stainless-steel acero-inoxidable",
  acero: "steel",
  aluminio: "aluminum aluminium",
  plastico: "plastic",
  polipropileno: "polypropylene",
  polietileno: "polyethylene",
  policarbonato: "polycarbonate",
  vidrio: "glass cristal-templado",
  madera: "wood",
  caucho: "rubber",
  silicona: "silicone",
  nylon: "",
  vinilo: "vinyl",
  ceramica: "ceramic",
  porcelana: "porcelain",
  titanio: "titanium",
  bambu: "bamboo",
  lona: "canvas",
  malla: "mesh",
  laminado: "laminate",
  fieltro: "felt",
  poly: "",
});

/** Tastes, where they are named as such. */
export const flavours = pairs({
  vainilla: "vanilla",
  chocolate: "",
  frutilla: "strawberry fresa",
  limon: "lemon",
  lima: "lime",
  naranja: "orange",
  manzana: "apple",
  pina: "pineapple",
  mango: "",
  durazno: "peach",
  frambuesa: "raspberry",
  arandano: "blueberry",
  menta: "mint peppermint",
  canela: "cinnamon",
  miel: "honey",
  coco: "coconut",
  cafe: "coffee",
  caramelo: "caramel",
  avellana: "hazelnut",
  almendra: "almond",
  mora: "blackberry",
  platano: "banana",
  uva: "grape",
  cereza: "cherry",
  jengibre: "ginger",
  original: "",
  "sin azucar": "zero sin-azucar sugar-free zero-sugar",
  light: "diet",
});

/** Words that tell members of one family apart: another one, or one less, is another product. */
export const generations = set(
  "pro max plus mini ultra lite air se fe neo note fold flip prime turbo slim xl xs xr gen generation generacion edition edicion " +
    "standard basic premium deluxe advanced one two ii iii iv v vi vii viii ix x upgrade academic student home professional",
);

/** Letters for sizes of clothes. */
export const sizes = set("xxs xs s m l xl xxl xxxl 2xl 3xl 4xl 5xl");

/**
 * Words that tell nothing of the product: a title with them is the same as one without. No single letters (vitamin A), and
 * nothing that is anybody's name.
 */
export const noise = set(
  "the an and of & el la los las de del to at nuevo nueva new oferta promo producto item color colour talla size approx by",
);

/** Words after which something else is named than the thing that is sold: what follows belongs to them. */
export const relations = pairs({
  para: "for p/ compatible-con compatible-with",
  con: "with w/ c/ incluye includes including mas plus+",
  sin: "without w/o s/",
});

/** Short forms that shops use, and what they stand for. */
export const abbreviations: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cerv: "cerveza",
    cer: "cerveza",
    beb: "bebida",
    choc: "chocolate",
    det: "detergente",
    deterg: "detergente",
    shamp: "shampoo",
    acond: "acondicionador",
    bot: "botella",
    bt: "botella",
    btl: "botella",
    lta: "lata",
    cja: "caja",
    pqte: "paquete",
    paq: "paquete",
    desod: "desodorante",
    jab: "jabon",
    lav: "lavadora",
    refrig: "refrigerador",
    microo: "microondas",
    inox: "inoxidable",
    elec: "electrico",
    inal: "inalambrico",
    inalamb: "inalambrico",
    aud: "audifonos",
    tel: "telefono",
    cel: "celular",
    nb: "notebook",
    impr: "impresora",
    mon: "monitor",
    tecl: "teclado",
    zap: "zapatilla",
    zapt: "zapatilla",
    pol: "polera",
    pant: "pantalon",
    perf: "perfume",
    dlx: "deluxe",
    ed: "edition",
    edn: "edition",
    std: "standard",
    prof: "professional",
    upg: "upgrade",
    acad: "academic",
    sw: "software",
    pk: "pack",
    asst: "assorted",
    assrtd: "assorted",
    stl: "steel",
    recond: "reacondicionado",
    reac: "reacondicionado",
    lib: "liberado",
    blu: "blue",
    blco: "blanco",
    bco: "blanco",
    refurb: "refurbished",
    edp: "eau de parfum",
    edt: "eau de toilette",
    edc: "eau de cologne",
    "w/": "with",
    "c/": "con",
    "p/": "para",
    "s/": "sin",
  }),
);
