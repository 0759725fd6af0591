/** Brands that shops of the categories sell, as they are written in capitals; after a colon what stands for them too. */
const table = `
APPLE: iphone, ipad, macbook, imac, airpods, apple watch, mac mini
SAMSUNG: galaxy
XIAOMI: redmi, poco, mi band
MOTOROLA: moto
HUAWEI: huawei
HONOR
OPPO
VIVO
REALME
NOKIA
TECNO
INFINIX
ZTE
ONEPLUS
GOOGLE: pixel, chromecast
SONY: playstation, bravia, xperia, vaio, cyber-shot, cybershot
LG
LENOVO: thinkpad, ideapad, legion, yoga
HEWLETT-PACKARD > HP: hp, pavilion, omen, victus, elitebook, probook, laserjet, deskjet, proliant, hpe, compaq, hewlett packard, hewlett-packard
DELL: inspiron, alienware, latitude, poweredge, vostro
ASUS: rog strix, zenbook, vivobook, tuf gaming
ACER: aspire, predator, nitro 5
MSI
GIGABYTE
MICROSOFT: xbox, surface pro, surface laptop
NINTENDO
CANON
NIKON
EPSON
BROTHER
LEXMARK
XEROX
KYOCERA
RICOH
LOGITECH
RAZER
HYPERX
CORSAIR
KINGSTON
SANDISK
CRUCIAL
SEAGATE
WESTERN DIGITAL: wd
TOSHIBA
HITACHI
FUJITSU
IBM
INTEL
AMD
NVIDIA
CISCO
NETGEAR
TP-LINK
D-LINK
LINKSYS
BELKIN
ANKER
JBL
BOSE
BEATS
SENNHEISER
PHILIPS
PANASONIC
SHARP
TCL
HISENSE
CAIXUN
KIOTO
AOC
BENQ
VIEWSONIC
GARMIN
FITBIT
AMAZFIT
GOPRO
PIONEER
KENWOOD
YAMAHA
DENON
ONKYO
HARMAN KARDON
COOLER MASTER
THERMALTAKE
NOCTUA
ZOTAC
EVGA
ADOBE
SYMANTEC
INTUIT
MADEMSA
FENSA
SINDELEN
SOMELA
OSTER
URSUS TROTTER
THOMAS
ELECTROLUX
BOSCH
WHIRLPOOL
MIDEA
DAEWOO
MAYTAG
KITCHENAID
FRIGIDAIRE
GENERAL ELECTRIC
HAMILTON BEACH
CUISINART
NESPRESSO
KEURIG
BLACK+DECKER: black & decker, black and decker, black decker
MAKITA
DEWALT
STANLEY
KARCHER
3M
POST-IT
SHARPIE
AVERY
BIC
PILOT
PENTEL
SAFCO
SMEAD
PENDAFLEX
FELLOWES
ACCO
HON
RUBBERMAID
CAMBRO
VOLLRATH
ADVANCE TABCO
CARLISLE
CHANEL
DIOR: christian dior
CAROLINA HERRERA: 212 vip, good girl
PACO RABANNE: rabanne, one million, invictus
GIORGIO ARMANI: armani, acqua di gio
CALVIN KLEIN: ck one
HUGO BOSS: boss
VERSACE
DOLCE & GABBANA: dolce gabbana
LANCOME
YVES SAINT LAURENT: ysl
JEAN PAUL GAULTIER
ANTONIO BANDERAS
RALPH LAUREN
TOMMY HILFIGER
LACOSTE
BURBERRY
GUCCI
PRADA
GIVENCHY
NARCISO RODRIGUEZ
ISSEY MIYAKE
THIERRY MUGLER: mugler
BVLGARI: bulgari
MONTBLANC
DAVIDOFF
LATTAFA
ARMAF
ARIANA GRANDE
VICTORIA'S SECRET
COCA-COLA: coca cola
PEPSI
FANTA
SPRITE
BILZ
CRUSH
CANADA DRY
CACHANTUN
BENEDICTINO
WATTS: watt's
RED BULL
MONSTER
GATORADE
POWERADE
NESTEA
LIPTON
CRISTAL
ESCUDO
CORONA
HEINEKEN
BUDWEISER
KUNSTMANN
AUSTRAL
ROYAL GUARD
BECKER
STELLA ARTOIS
KROSS
MILLER
QUILMES
BECK'S
GUINNESS
ERDINGER
PAULANER
CONCHA Y TORO
CASILLERO DEL DIABLO
SANTA RITA
GATO NEGRO
UNDURRAGA
MISTRAL
ALTO DEL CARMEN
JOHNNIE WALKER
JACK DANIEL'S: jack daniels
BACARDI
HAVANA CLUB
ABSOLUT
SMIRNOFF
NESTLE
COLUN
SOPROLE
LONCOLECHE
SURLAT
CAROZZI
LUCCHETTI
COSTA
MCKAY
SAVORY
BIMBO
KELLOGG'S: kelloggs, kellogg
GENERAL MILLS
POST CONSUMER BRANDS
QUAKER
NATURE'S PATH
BOB'S RED MILL
CASCADIAN FARM
KASHI
LAY'S: lays
PRINGLES
EVERCRISP
DORITOS
SUPER POLLO
ARIZTIA
AGROSUPER
SAN JORGE
HELLMANN'S: hellmanns
MAGGI
GALLO
TUCAPEL
NESCAFE
MILO
STARBUCKS
FOLGERS
LAVAZZA
PEET'S COFFEE: peet's
GREEN MOUNTAIN COFFEE: green mountain
DUNKIN': dunkin, dunkin donuts
MAXWELL HOUSE
TWININGS
BIGELOW
CELESTIAL SEASONINGS
YOGI
NUMI
TAZO
HARNEY & SONS
STASH
TRADITIONAL MEDICINALS
BEN & JERRY'S
PEDIGREE
WHISKAS
PURINA
ROYAL CANIN
NIKE
ADIDAS
PUMA
REEBOK
NEW BALANCE
CONVERSE
VANS
SKECHERS
LEVI'S: levis, levi
UNDER ARMOUR
THE NORTH FACE
COLUMBIA
PATAGONIA
MERRELL
CROCS
TIMBERLAND
HUSH PUPPIES
ASICS
FILA
UMBRO
MINNETONKA
CLARKS
DR. MARTENS: dr martens
BIRKENSTOCK
STEVE MADDEN
SPERRY
FINN COMFORT
NATURALIZER
AEROSOLES
STACY ADAMS
FLORSHEIM
ROCKPORT
WRANGLER
L'OREAL: loreal, elvive
NIVEA
DOVE
PANTENE
HEAD & SHOULDERS
GARNIER
MAYBELLINE
REVLON
NEUTROGENA
AVEENO
EUCERIN
LA ROCHE-POSAY: la roche posay
VICHY
CERAVE
CETAPHIL
COLGATE
ORAL-B: oral b
SENSODYNE
CREST
SONICARE
GILLETTE
REXONA
AXE
OLD SPICE
BANANA BOAT
COPPERTONE
HAWAIIAN TROPIC
SUN BUM
BLUE LIZARD
SUPERGOOP
TRESEMME
HERBAL ESSENCES
SHEAMOISTURE: shea moisture
PAUL MITCHELL
REDKEN
MATRIX
OGX
AUSSIE
TIDE
ARIEL
OMO
PERSIL
DRIVE
GAIN
ARM & HAMMER
SEVENTH GENERATION
ALL
PUREX
CLOROX
LYSOL
MRS. MEYER'S: mrs meyer's, mrs meyers
METHOD
NATURE MADE
NATURE'S BOUNTY
NOW FOODS: now
SOLGAR
GARDEN OF LIFE
CENTRUM
KIRKLAND SIGNATURE: kirkland
NATURE'S WAY
THORNE RESEARCH: thorne
LIFE EXTENSION
SOURCE NATURALS
JARROW FORMULAS
PURE ENCAPSULATIONS
HONEYWELL
KIMBERLY-CLARK
HANES
PURELL
GOJO
LEGO
MATTEL
HASBRO
`;

/** A brand, and what of a title's words names it. */
export interface Brand {
  readonly name: string;
  /** It is not named itself: a line of goods is, which stays part of the model. */
  readonly isLine: boolean;
}

/** Words that are brands only where a title begins with them, or where they are written as names. */
export const everyday: ReadonlySet<string> = new Set(
  "all drive gain now post hon axe crush monster score vans method dove tide costa gallo yoga all stash aussie matrix pilot matrix boss honor ideal vivo crest".split(
    " ",
  ),
);

/** Other names of a brand itself, not of its goods. */
const synonyms: ReadonlySet<string> = new Set([
  "hewlett packard",
  "hewlett-packard",
  "hpe",
  "wd",
  "rabanne",
  "armani",
  "boss",
  "ysl",
  "mugler",
  "bulgari",
  "now",
  "thorne",
  "kirkland",
  "black & decker",
  "black and decker",
  "christian dior",
  "peet's",
  "green mountain",
  "dunkin",
  "kellogg",
]);

/** By how titles write it, folded, words apart by a blank. */
export const brands: ReadonlyMap<string, Brand> = new Map(
  table
    .trim()
    .split("\n")
    .flatMap((row) => {
      const [head = "", lines = ""] = row.split(": ");
      const [first = "", shown] = head.split(" > ");
      const name = shown ?? first;
      const own = name.toLowerCase();
      const plain = own.replace(/[-.']/g, (sign) => (sign === "-" ? " " : ""));
      const written = new Map<string, Brand>();
      for (const line of lines.split(", ").filter(Boolean)) {
        const isName = letters(line) === letters(name) || synonyms.has(line);
        written.set(line, { name, isLine: !isName });
      }
      written.set(own, { name, isLine: false }).set(plain, { name, isLine: false });
      return [...written];
    }),
);

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "");
}
