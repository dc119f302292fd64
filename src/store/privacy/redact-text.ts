/**
 * Takes out of a text what names a person by its form: e-mail addresses, IBANs, card numbers, phone numbers. Names and street
 * addresses have no such form and stay. Every expression has bounded repetitions, so time grows with the text alone.
 */
import { isCardNumber, leadingIban } from './bank-numbers.ts';

const email = /[\p{L}\p{N}._%+'-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu;
const ibanStart = /(?<![\p{L}\p{N}])[A-Za-z]{2}\d{2}(?=[ -]?[0-9A-Za-z])/gu;
const card = /(?<![\p{L}\p{N}])\d(?:[ -]?\d){12,18}(?![\p{L}\p{N}])/gu;
const digits = /(?<![\p{L}\p{N}.,+])[+(]{0,2}\d(?:[ ./()-]{0,3}\d){7,17}(?![\p{L}\p{N}])/gu;
/** `+`, `00`, a trunk zero or a code in brackets begin a phone number; or it has the groups 3-3-4. */
const phoneStart = /^(?:\(?\+|00[1-9]|0[1-9]|\(\d{2,5}\)|\d{3}[ .-]\d{3}[ .-]\d{4}$)/;
const date = /^\d{1,2}[ ./-]\d{1,2}[ ./-]\d{4}(?!\d)/;

/** The text with `[email]`, `[iban]`, `[card]` and `[phone]` in those places; doing it again changes nothing. */
export function redactText(text: string): string {
  if (!/[@\d]/.test(text)) return text;
  let rest = text.includes('@') ? text.replace(email, '[email]') : text;
  if (!/\d/.test(rest)) return rest;
  rest = withoutIbans(rest);
  rest = rest.replace(card, (found) => (isCardNumber(found) ? '[card]' : found));
  return rest.replace(digits, (found) => (phoneStart.test(found) && !date.test(found) ? '[phone]' : found));
}

function withoutIbans(text: string): string {
  let kept = '';
  let from = 0;
  for (const { index } of text.matchAll(ibanStart)) {
    if (index < from) continue;
    // The longest IBAN has 32 characters; every fourth may be followed by a blank.
    const length = leadingIban(text.slice(index, index + 48));
    if (length === 0) continue;
    kept += `${text.slice(from, index)}[iban]`;
    from = index + length;
  }
  return from === 0 ? text : kept + text.slice(from);
}
