/** The optional package that runs ONNX models. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ModelwrightError } from '../../core/errors.ts';

export const runtimePackage = { name: 'onnxruntime-node', version: '1.30.0' } as const;

/** Without its install script, which would download files for graphics cards that nothing here uses. */
export const installCommand = `ONNXRUNTIME_NODE_INSTALL=skip npm install ${runtimePackage.name}@${runtimePackage.version}`;

/** The version of the package that lies here; undefined where there is none. It is read, not loaded. */
export function installedRuntime(
  resolve: (name: string) => string = createRequire(import.meta.url).resolve,
): string | undefined {
  try {
    const manifest = readFileSync(resolve(`${runtimePackage.name}/package.json`), 'utf8');
    return String((JSON.parse(manifest) as { version?: unknown }).version);
  } catch {
    return undefined;
  }
}

/**
 * Looks for the package without loading it: it is loaded in processes of their own only.
 *
 * @throws ONNX_RUNTIME_MISSING with the command that installs it
 */
export function checkRuntime(resolve: (name: string) => string = createRequire(import.meta.url).resolve): void {
  const { name } = runtimePackage;
  try {
    resolve(name);
  } catch (error) {
    throw new ModelwrightError('ONNX_RUNTIME_MISSING', { package: name, command: installCommand }, { cause: error });
  }
}
