/** Steps of a plan as functions over the slots of a row. Carried inside exported modules. */
import { calendarParts } from '../../../estimators/preprocess/calendar.ts';
import { heightAt } from '../../../estimators/preprocess/piecewise-line.ts';
import type { PlanStep } from '../../export-plan.ts';
import { numberOfNumber, numberOfText, textOfNumber } from './cast-value.ts';
import type { RowSlots } from './read-row.ts';

/** Reads some slots and writes others. */
export type Step = (slots: RowSlots) => void;

/** The function of a step; what can be prepared is prepared here. */
export function compileStep(step: PlanStep): Step {
  const { from, to } = step;
  switch (step.op) {
    case 'cast':
      return compileCast(step);
    case 'datePart': {
      const { part, text } = step;
      return ({ numbers, texts }) => {
        const instant = numbers[from];
        const value = Number.isNaN(instant) ? Number.NaN : calendarParts(instant)[part];
        if (text) texts[to] = textOfNumber(value, 'number');
        else numbers[to] = value;
      };
    }
    case 'fill':
      return ({ numbers }) => {
        numbers[to] = Number.isNaN(numbers[from]) ? step.value : numbers[from];
      };
    case 'isMissing':
      return ({ numbers }) => {
        numbers[to] = Number(Number.isNaN(numbers[from]));
      };
    case 'scale': {
      const { mean, scale, bound } = step;
      return ({ numbers }) => {
        const scaled = (numbers[from] - mean) / scale;
        numbers[to] = scaled > bound ? bound : scaled < -bound ? -bound : scaled;
      };
    }
    case 'oneHot': {
      const places = placesOf(step.categories);
      const nCategories = step.categories.length;
      const otherAt = step.other ? nCategories : -1;
      const missingAt = step.missing ? nCategories + Number(step.other) : -1;
      const end = to + nCategories + Number(step.other) + Number(step.missing);
      return ({ numbers, texts }) => {
        const text = texts[from];
        const place = text === null ? missingAt : (places.get(text) ?? otherAt);
        numbers.fill(0, to, end);
        if (place >= 0) numbers[to + place] = 1;
      };
    }
    case 'ordinal': {
      const places = placesOf(step.categories);
      const unknown = step.other ? step.categories.length : Number.NaN;
      return ({ numbers, texts }) => {
        const text = texts[from];
        numbers[to] = text === null ? Number.NaN : (places.get(text) ?? unknown);
      };
    }
    case 'categoryNumber': {
      const numberOf = new Map(step.categories.map((text, place) => [text, step.numbers[place]]));
      return ({ numbers, texts }) => {
        const text = texts[from];
        numbers[to] = text === null ? step.missing : (numberOf.get(text) ?? step.unknown);
      };
    }
    case 'line': {
      const { knots, heights } = step;
      return ({ numbers }) => {
        numbers[to] = heightAt(knots, heights, numbers[from]);
      };
    }
    case 'side': {
      const { mean, scale, low, high } = step;
      return ({ numbers }) => {
        const scaled = (numbers[from] - mean) / scale;
        numbers[to] = scaled > high ? high : scaled < low ? low : scaled;
      };
    }
    case 'above':
      return ({ numbers }) => {
        numbers[to] = Number(numbers[from] > step.threshold);
      };
    case 'below':
      return ({ numbers }) => {
        numbers[to] = Number(numbers[from] <= step.threshold);
      };
    case 'combine': {
      const { other, form } = step;
      return ({ numbers }) => {
        const [a, b] = [numbers[from], numbers[other]];
        numbers[to] = form === 'product' ? a * b : form === 'ratio' ? a / b : Math.abs(a - b);
      };
    }
    case 'pairNumber': {
      const { other, pairs, otherwise } = step;
      const width = 1 + pairs.reduce((widest, { right }) => Math.max(widest, right), 0);
      const numberOf = new Map(pairs.map(({ left, right, number }) => [left * width + right, number]));
      return ({ numbers }) => {
        numbers[to] = numberOf.get(numbers[from] * width + numbers[other]) ?? otherwise;
      };
    }
  }
}

function compileCast({ from, to, source, role }: Extract<PlanStep, { op: 'cast' }>): Step {
  const fromText = source === 'string';
  if (role === 'categorical') {
    return ({ numbers, texts }) => {
      texts[to] = fromText ? texts[from] : textOfNumber(numbers[from], source);
    };
  }
  return ({ numbers, texts }) => {
    numbers[to] = fromText ? numberOfText(texts[from], role) : numberOfNumber(numbers[from], source, role);
  };
}

function placesOf(categories: readonly string[]): Map<string, number> {
  return new Map(categories.map((text, place) => [text, place]));
}
