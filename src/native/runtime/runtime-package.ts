/** The optional package that runs ONNX models. */
import { createRequire } from 'node:module';
import { ModelwrightError } from '../../core/errors.ts';

export const runtimePackage = { name: 'onnxruntime-node', version: '1.30.0' } as const;

/**
 * Looks for the package without loading it: it is loaded in processes of their own only.
 *
 * @throws ONNX_RUNTIME_MISSING with the command that installs it
 */
export function checkRuntime(resolve: (name: string) => string = createRequire(import.meta.url).resolve): void {
  const { name, version } = runtimePackage;
  try {
    resolve(name);
  } catch (error) {
    // Its install script would download files for graphics cards, which nothing here uses.
    const command = `ONNXRUNTIME_NODE_INSTALL=skip npm install ${name}@${version}`;
    throw new ModelwrightError('ONNX_RUNTIME_MISSING', { package: name, command }, { cause: error });
  }
}
