import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCardNumber, leadingIban } from './bank-numbers.ts';
import { redactText } from './redact-text.ts';

describe('redactText', () => {
  it.each([
    ['write to ada.lovelace+x@mail.example.co.uk, please', 'write to [email], please'],
    ['<käthe@münchen.example>', '<[email]>'],
    ['two: a@b.de;c@d.fr', 'two: [email];[email]'],
    ['pay DE89 3704 0044 0532 0130 00 today', 'pay [iban] today'],
    ['GB82WEST12345698765432', '[iban]'],
    ['card 4111 1111 1111 1111 or 5500-0000-0000-0004', 'card [card] or [card]'],
    ['call +49 (0)30 1234567 now', 'call [phone] now'],
    ['0049 30 1234567', '[phone]'],
    ['030/12345678', '[phone]'],
    ['(415) 555-2671', '[phone]'],
    ['415-555-2671', '[phone]'],
    ['tel:+14155552671.', 'tel:[phone].'],
  ])('takes personal forms out of %j', (text, redacted) => {
    expect(redactText(text)).toBe(redacted);
  });

  it.each([
    'a @ sign alone, and user@localhost',
    '4111 1111 1111 1112 has the wrong last digit',
    'DE88 3704 0044 0532 0130 00 has the wrong check digits',
    'on 05.11.2024 10:30 and 2024-11-05 10:30:00',
    '0.12345678901 and 1234.5678',
    'order 2024110512345',
    'zip 10115, room 12',
    '',
  ])('leaves %j alone', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('finds addresses wherever they stand, and changes nothing the second time', () => {
    const word = fc.stringMatching(/^[a-z]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), word, word, fc.nat(8), (words, local, host, place) => {
        const address = `${local}@${host}.example`;
        const text = words.toSpliced(place, 0, address).join(' ');
        const redacted = redactText(text);
        expect(redacted).toBe(words.toSpliced(place, 0, '[email]').join(' '));
        expect(redactText(redacted)).toBe(redacted);
      }),
    );
  });

  it.each(['a', '1', '+1 ', '0', '@a.', 'DE89 ', '(0', '4111 '])('gets through a megabyte of %j', (unit) => {
    const text = `${unit.repeat(Math.ceil(1_000_000 / unit.length))}!`;
    expect(redactText(text).endsWith('!')).toBe(true);
  });
});

describe('numbers that prove themselves', () => {
  it('have one right digit of ten', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[1-9]\d{14}$/), (body) => {
        const right = [...'0123456789'].filter((digit) => isCardNumber(body + digit));
        expect(right).toHaveLength(/^(\d)\1*$/.test(body) && right.length === 0 ? 0 : 1);
      }),
    );
  });

  it('end where the country says', () => {
    expect(leadingIban('NL91 ABNA 0417 1643 00')).toBe(22);
    expect(leadingIban('NL91ABNA0417164300x')).toBe(0);
    expect(leadingIban('ZZ91ABNA0417164300')).toBe(0);
  });
});
