/** The packages that each release of modelwright pins, so that the bill of an old model is the same whatever release draws it. */

export interface PinnedPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the package states it. */
  readonly license: string;
  /** What the platform does with it. */
  readonly purpose: string;
}

const files = 'reads and writes tables';
const registry = 'keeps runs and models';
const serving = 'serves over HTTP';
const commands = 'the command line';
const onnx = 'writes ONNX files';

/** By release, in the order of their names. A release adds its own; none is changed afterwards. */
export const pinnedPackages: ReadonlyMap<string, readonly PinnedPackage[]> = new Map([
  [
    '0.1.0',
    [
      { name: '@bufbuild/protobuf', version: '2.17.0', license: '(Apache-2.0 AND BSD-3-Clause)', purpose: onnx },
      { name: '@duckdb/node-api', version: '1.5.5-r.5', license: 'MIT', purpose: files },
      { name: '@fastify/swagger', version: '9.9.3', license: 'MIT', purpose: serving },
      { name: '@grpc/grpc-js', version: '1.14.7', license: 'Apache-2.0', purpose: 'serves over gRPC' },
      { name: '@opentelemetry/api', version: '1.9.1', license: 'Apache-2.0', purpose: serving },
      { name: '@photostructure/sqlite', version: '1.2.1', license: 'MIT', purpose: registry },
      { name: 'cephes', version: '3.3.3', license: 'BSD-3-Clause', purpose: 'distributions of tests and intervals' },
      { name: 'cli-table3', version: '0.6.5', license: 'MIT', purpose: commands },
      { name: 'commander', version: '14.0.3', license: 'MIT', purpose: commands },
      { name: 'echarts', version: '6.1.0', license: 'Apache-2.0', purpose: 'draws the charts of pages' },
      { name: 'fastify', version: '5.12.8', license: 'MIT', purpose: serving },
      { name: 'jiti', version: '2.7.0', license: 'MIT', purpose: 'loads the configuration' },
      { name: 'jose', version: '6.2.17', license: 'MIT', purpose: 'checks tokens' },
      { name: 'kysely', version: '0.28.18', license: 'MIT', purpose: registry },
      { name: 'onnx-buf', version: '1.20.0-1', license: 'MIT', purpose: onnx },
      { name: 'pino', version: '10.4.0', license: 'MIT', purpose: serving },
      { name: 'piscina', version: '5.3.2', license: 'MIT', purpose: 'fits in threads' },
      { name: 'prom-client', version: '15.1.3', license: 'Apache-2.0', purpose: serving },
      { name: 'zod', version: '4.6.7', license: 'MIT', purpose: 'checks artifacts, parameters and requests' },
    ],
  ],
]);
