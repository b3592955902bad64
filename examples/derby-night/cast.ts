/** The names of the play. */
export const palenques = [
  'Palenque San Marcos, Aguascalientes',
  'Palenque de la Feria de Texcoco',
  'Palenque El Centenario, León',
  'Palenque de Tlaquepaque, Jalisco',
] as const;

export const gallos = [
  'El Relámpago',
  'Giro Colorado',
  'La Sombra',
  'Tornado',
  'El Catrín',
  'Pinto de Oro',
  'Centella',
  'El Charro Negro',
  'Kelso Bravo',
  'Hatch de Jalisco',
  'Radio Claret',
  'El Indomable',
  'Sweater Dorado',
  'Búlico Real',
] as const;

export const bettors = [
  'lupita.mx',
  'don.chema',
  'el.guero',
  'rosa_77',
  'tavo.gdl',
  'la.jefa',
  'norteno8',
  'chuy.leon',
  'mari.sol',
  'compa.beto',
] as const;

/** Whom one may be oneself on a local host; the play makes users of them. */
export const guests = ['bettor-azul', 'bettor-morado'] as const;

export const newcomers = [
  'valeria',
  'ramiro',
  'ximena',
  'fausto',
  'paloma',
  'edgar',
  'itzel',
  'joaquin',
  'nayeli',
  'saul',
  'renata',
  'ulises',
] as const;

export const paymentProviders = ['spei', 'oxxo', 'mercadopago', 'codi'] as const;

/** The cashier and the admins whose names stand in `updatedBy`. */
export const staff = ['ana', 'mateo'] as const;
