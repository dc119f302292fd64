/** Numbers that prove themselves: IBANs (ISO 13616) by length and remainder, payment cards (ISO/IEC 7812) by Luhn's digit. */

/** Characters of an IBAN by country. */
const ibanLengths = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 FO18 ' +
    'FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 ' +
    'LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18 SE24 SI19 SK24 ' +
    'SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry): [string, number] => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** Length of the IBAN that `text` begins with, blanks and hyphens between its groups included; 0 when it begins with none. */
export function leadingIban(text: string): number {
  const wanted = ibanLengths.get(text.slice(0, 2).toUpperCase());
  if (wanted === undefined) return 0;
  let compact = '';
  let end = 0;
  while (compact.length < wanted && end < text.length) {
    const character = text[end++];
    if (/[0-9A-Za-z]/.test(character)) compact += character.toUpperCase();
    else if (!/[ -]/.test(character)) return 0;
  }
  const isWhole = compact.length === wanted && !/[0-9A-Za-z]/.test(text[end] ?? '');
  return isWhole && remainderOf97(compact.slice(4) + compact.slice(0, 4)) === 1 ? end : 0;
}

/** True when the digits of the text, 13 to 19, end with their Luhn digit and are not all the same. */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19 || /^(\d)\1*$/.test(digits)) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? 2 * digit : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** Letters count as 10 to 35. */
function remainderOf97(characters: string): number {
  let rest = 0;
  for (const character of characters) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest;
}
