/**
 * The one place that draws: axes and layers of plain shapes go to ECharts' server-side SVG renderer, and what comes back is made
 * free of everything that differs between two runs or that a page must not hold (counters in ids, hover styles, name spaces).
 * ECharts is heavy and loads at the first chart, never before.
 */
import type { EChartsType } from 'echarts/core';
import { escapeText, type Html, trustedHtml, visibleText } from '../html.ts';
import { type ChartRole, stamp, unstamp } from './palette.ts';
import type { Ticks } from './ticks.ts';

type Point = readonly [x: number, y: number];

/** A shape in pixels. Opacity is 0 to 1. */
export type Shape =
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly role: ChartRole;
      readonly width?: number;
      readonly dash?: readonly number[];
    }
  | { readonly kind: 'area'; readonly points: readonly Point[]; readonly role: ChartRole; readonly opacity?: number }
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly role: ChartRole;
      readonly opacity?: number;
      readonly radius?: number;
    }
  | {
      readonly kind: 'dot';
      readonly at: Point;
      readonly radius: number;
      readonly role: ChartRole;
      readonly opacity?: number;
    }
  /** Any number of sub-paths in SVG path syntax: one element for many marks. With a width they are drawn as lines with round ends. */
  | {
      readonly kind: 'path';
      readonly path: string;
      readonly role: ChartRole;
      readonly opacity?: number;
      readonly width?: number;
    }
  | {
      readonly kind: 'text';
      readonly at: Point;
      readonly text: string;
      readonly role: ChartRole;
      readonly align?: 'left' | 'center' | 'right';
      readonly size?: number;
      readonly bold?: boolean;
      /** Keeps what was drawn before off the letters. */
      readonly halo?: boolean;
    };

/** Where a layer may draw, in pixels, and how values become pixels. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly at: (x: number, y: number) => Point;
}

export type Axis =
  | { readonly kind: 'value'; readonly ticks: Ticks; readonly title?: string; readonly grid?: boolean }
  /** Evenly spaced names; the first is at the left, or at the top. `upright`: read from below, in a room of so many pixels. */
  | {
      readonly kind: 'names';
      readonly names: readonly string[];
      readonly title?: string;
      readonly upright?: number;
    };

export interface Drawing {
  /** Unique on its page; letters, digits and hyphens. */
  readonly id: string;
  /** What a reader who cannot see the picture is told. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly top: number; readonly right: number; readonly bottom: number; readonly left: number };
  readonly x: Axis;
  readonly y: Axis;
  readonly layers: readonly ((frame: Frame) => readonly Shape[])[];
}

/** Draws to inline SVG. The same drawing gives the same bytes. */
export async function draw(drawing: Drawing): Promise<Html> {
  const { init } = await loadCharts();
  const chart: EChartsType = init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: drawing.width,
    height: drawing.height,
  });
  try {
    chart.setOption(optionOf(drawing));
    return trustedHtml(normalized(chart.renderToSVGString(), drawing));
  } finally {
    chart.dispose();
  }
}

/** Loads what draws charts, once; `draw` does it by itself. */
export async function loadCharts(): Promise<{ init: typeof import('echarts/core').init }> {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([charts.CustomChart, components.GridComponent, renderers.SVGRenderer]);
  return core;
}

const fontSize = 12;
/** Between a drawing's left side and the title of its vertical axis. */
const edge = 4;
/** Between names and what they name. */
export const nameGap = 8;

function optionOf(drawing: Drawing) {
  const { margin, width, height } = drawing;
  return {
    animation: false,
    textStyle: { fontFamily: 'inherit' },
    grid: { ...margin, containLabel: false, outerBoundsMode: 'none' as const },
    xAxis: axisOption(drawing.x, 'x', margin.left),
    yAxis: axisOption(drawing.y, 'y', margin.left),
    series: drawing.layers.map((layer) => ({
      type: 'custom' as const,
      silent: true,
      animation: false,
      data: [[0, 0]],
      renderItem: (_: unknown, api: { coord(point: number[]): number[] }) => {
        const frame: Frame = {
          x: margin.left,
          y: margin.top,
          width: width - margin.left - margin.right,
          height: height - margin.top - margin.bottom,
          at: (x, y) => api.coord([x, y]) as unknown as Point,
        };
        return { type: 'group' as const, children: layer(frame).map(element) };
      },
    })),
  };
}

function axisOption(axis: Axis, side: 'x' | 'y', left: number) {
  const upright = axis.kind === 'names' ? axis.upright : undefined;
  const shared = {
    name: axis.title === undefined ? undefined : drawnText(axis.title),
    nameTextStyle: {
      color: stamp('muted'),
      fontSize,
      ...(side === 'y' ? { align: 'left' as const, padding: [0, 0, 2, edge - left] } : {}),
    },
    nameLocation: side === 'x' ? ('middle' as const) : axis.kind === 'names' ? ('start' as const) : ('end' as const),
    nameGap: side === 'x' ? 28 + (upright === undefined ? 0 : upright - fontSize) : 12,
    axisTick: { show: false },
  };
  const label = { color: stamp('muted'), fontSize };
  if (axis.kind === 'names') {
    return {
      ...shared,
      type: 'category' as const,
      data: axis.names.map(drawnText),
      inverse: side === 'y',
      axisLine: { show: false },
      axisLabel: {
        ...label,
        color: stamp('ink'),
        interval: 0,
        margin: nameGap,
        ...(upright === undefined ? {} : { rotate: 90 }),
      },
    };
  }
  const { min, max, step, format } = axis.ticks;
  return {
    ...shared,
    type: 'value' as const,
    min,
    max,
    interval: step,
    axisLine: { show: side === 'x', lineStyle: { color: stamp('grid') }, onZero: false },
    splitLine: { show: axis.grid !== false, lineStyle: { color: stamp('grid') } },
    axisLabel: { ...label, formatter: (value: number) => format(value) },
  };
}

/** Marks a text for the renderer alone; `visibleText` leaves none of these in any text. */
const mark = '\uFEFF';

/**
 * The text as the renderer may have it. It keeps widths of texts in a plain object and writes into what it finds there, so a text such
 * as "__proto__" would change the prototype of every object.
 */
function drawnText(text: string): string {
  const shown = visibleText(text);
  return shown in Object.prototype ? shown + mark : shown;
}

function element(shape: Shape): Record<string, unknown> {
  const color = stamp(shape.role);
  switch (shape.kind) {
    case 'line':
      return {
        type: 'polyline',
        shape: { points: shape.points },
        style: {
          fill: 'none',
          stroke: color,
          lineWidth: shape.width ?? 2,
          lineDash: shape.dash,
          lineJoin: 'round',
          lineCap: 'butt',
        },
      };
    case 'area':
      return { type: 'polygon', shape: { points: shape.points }, style: { fill: color, opacity: shape.opacity } };
    case 'rect':
      return {
        type: 'rect',
        shape: { x: shape.x, y: shape.y, width: shape.width, height: shape.height, r: shape.radius },
        style: { fill: color, opacity: shape.opacity },
      };
    case 'dot':
      return {
        type: 'circle',
        shape: { cx: shape.at[0], cy: shape.at[1], r: shape.radius },
        style: { fill: color, opacity: shape.opacity },
      };
    case 'path':
      return {
        type: 'path',
        shape: { pathData: shape.path },
        style:
          shape.width === undefined
            ? { fill: color, opacity: shape.opacity }
            : { fill: 'none', stroke: color, lineWidth: shape.width, lineCap: 'round', opacity: shape.opacity },
      };
    case 'text':
      return {
        type: 'text',
        x: shape.at[0],
        y: shape.at[1],
        style: {
          text: drawnText(shape.text),
          fill: color,
          fontSize: shape.size ?? fontSize,
          fontWeight: shape.bold === true ? 600 : 400,
          fontFamily: 'inherit',
          align: shape.align ?? 'center',
          verticalAlign: 'middle',
          ...(shape.halo === true && { stroke: stamp('paper'), lineWidth: 4, lineJoin: 'round' as const }),
        },
      };
  }
}

/** Works on tags only: the texts between them are data. */
function normalized(svg: string, drawing: Drawing): string {
  const { id, label, width, height } = drawing;
  const open = `<svg class="chart" role="img" aria-label="${escapeText(label)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`;
  return svg
    .replaceAll(mark, '')
    .replace(/<style\b[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/^<svg [^>]*>/, open)
    .replace(/\n/g, '')
    .replace(/<[a-zA-Z][^<>]*>/g, (tag) => (tag === open ? tag : unstamp(cleaned(tag, id))));
}

function cleaned(tag: string, id: string): string {
  return tag
    .replace(/ (class|pointer-events|ecmeta_[a-z_]+|xml:space)="[^"]*"/g, '')
    .replace(/zr\d+-([a-z]+\d+)/g, `${id}-$1`)
    .replace(/-?(?<!\d)\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100))
    .replace(/ style="font-size:12px;font-family:inherit;"/g, '');
}
