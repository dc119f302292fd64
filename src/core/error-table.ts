/**
 * Every error that leaves the product, in one table: message template, HTTP and gRPC status, exit code of the command.
 * A template states the law and the value that broke it; `{name}` is filled from the error's details. A `{law}` is what was
 * expected, to be read after that word: `a whole number >= 1`, `low <= high`, `one of a, b`, `no value without costs`.
 * Never put data rows into a message: column names, counts and line numbers only.
 */

/** gRPC status names used by the table. */
export type GrpcStatus =
  | 'INVALID_ARGUMENT'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'FAILED_PRECONDITION'
  | 'DATA_LOSS'
  | 'RESOURCE_EXHAUSTED'
  | 'UNAVAILABLE'
  | 'CANCELLED'
  | 'DEADLINE_EXCEEDED'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'INTERNAL';

/** One row: exit 1 = the work failed, 2 = usage, 3 = a gate refused. */
interface ErrorRow {
  readonly message: string;
  readonly http: number;
  readonly grpc: GrpcStatus;
  readonly exit: 1 | 2 | 3;
}

const usage = (message: string) => ({ message, http: 422, grpc: 'INVALID_ARGUMENT', exit: 2 }) as const;
const failed = (message: string, http = 422) => ({ message, http, grpc: 'INVALID_ARGUMENT', exit: 1 }) as const;
const missing = (message: string) => ({ message, http: 404, grpc: 'NOT_FOUND', exit: 1 }) as const;
const refused = (message: string) => ({ message, http: 409, grpc: 'FAILED_PRECONDITION', exit: 3 }) as const;
const damaged = (message: string) => ({ message, http: 500, grpc: 'DATA_LOSS', exit: 1 }) as const;
const denied = (message: string) => ({ message, http: 403, grpc: 'PERMISSION_DENIED', exit: 1 }) as const;
const unavailable = (message: string) => ({ message, http: 503, grpc: 'UNAVAILABLE', exit: 1 }) as const;
const malformed = (message: string, http = 400) => ({ message, http, grpc: 'INVALID_ARGUMENT', exit: 1 }) as const;

export const errorTable = {
  // Options and parameters.
  PARAM_INVALID: usage('{name}: expected {law}, got {value}'),
  OPTION_UNKNOWN: usage('unknown option or command: {problem}'),
  COMMAND_INVALID: usage('{problem}; see {help}'),
  HOST_REFUSED: usage(
    'refusing to listen on {host}, where others can reach it, while nobody has to say who they are; make a key with `modelwright keys create <name>` and add --auth keys, or use --host 127.0.0.1',
  ),
  COLUMN_NOT_FOUND: usage('column "{column}" is not in {source}; its columns are: {available}'),
  DERIVE_INVALID: usage(
    '--derive must read "name = SQL expression over the source\'s columns", got "{value}": {problem}',
  ),
  CONFIG_INVALID: usage('configuration {file}: {problem}'),

  // Sources.
  SOURCE_NOT_FOUND: missing('source "{source}" does not exist or matches no file'),
  SOURCE_FORMAT_UNKNOWN: failed(
    'source "{source}" has no known format; use .csv, .tsv, .json, .ndjson (each also .gz) or .parquet',
  ),
  SOURCE_EMPTY: failed('source "{source}" is empty'),
  SOURCE_NO_ROWS: failed('source "{source}" has columns but no rows'),
  SOURCE_RAGGED: failed('source "{source}", line {line}: every row must have {expected} fields, got {actual}'),
  SOURCE_ENCODING: failed('source "{source}" must be UTF-8; the first invalid byte is at {position}'),
  SOURCE_TRUNCATED: failed('source "{source}" ends too early: {problem}'),
  SOURCE_UNREADABLE: failed('source "{source}" cannot be read: {problem}'),
  SOURCE_TOO_WIDE: failed('source "{source}" must have at most {limit} columns, got {actual}'),
  SOURCE_COLUMN_DUPLICATE: failed('source "{source}" names column "{column}" more than once'),
  SOURCE_SCHEMA_MISMATCH: failed('source "{source}" does not fit the model: {problem}'),
  SNAPSHOT_CHANGED: damaged('the data of {what} changed since training: expected hash {expected}, got {actual}'),
  PACKAGE_ABSENT: failed('{what} needs a package that is not installed: npm install {package}'),
  OUTPUT_UNWRITABLE: failed('output "{output}" cannot be written: {problem}'),

  // Tables, shapes and values.
  SHAPE_MISMATCH: failed('{what}: expected {law}, got {value}'),
  VALUE_INVALID: failed('{what}: expected {law}, got {value}'),
  VALUE_MISSING: failed('{estimator} does not accept missing values; column "{column}" has {count}'),
  TABLE_TOO_LARGE: failed(
    'training needs {bytes} bytes at once, at most {most} are possible; take fewer rows or columns',
  ),
  ROWS_TOO_FEW: failed('{what} needs at least {needed} rows, got {rows}'),
  TASK_UNFIT: usage('task {task} does not fit target "{target}": {problem}'),
  TASK_UNLABELLED: usage('the model was trained without a target (task {task}), so it cannot {wish}'),
  COSTS_INVALID: usage('costs of mistakes: {problem}'),
  METRIC_UNFIT: usage('metric {metric} does not fit task {task}; choose from: {available}'),
  EXPLAIN_UNFIT: usage('estimator {estimator} has no trees that can be explained; those that have are: {available}'),
  INTERVALS_ABSENT: usage(
    'model {model} cannot say how sure it is at coverage {coverage}: {problem}; train it again to get intervals at any coverage',
  ),
  COVERAGE_UNREACHABLE: usage(
    'coverage {coverage} needs at least {needed} calibration rows, model {model} has {rows}; ask for at most {most}',
  ),
  FINDINGS_STOP: refused(
    'the data has {count} error-level finding(s): {codes}; mend the data, exclude the column, or pass --allow <code>',
  ),

  // Runs, models, artifacts.
  RUN_NOT_FOUND: missing('run "{run}" does not exist; the latest runs are: {available}'),
  MODULE_INVALID: usage('module "{module}" cannot be used: {problem}'),
  OBJECTIVE_FAILED: failed('the objective failed {count} times in a row, the last time: {problem}'),
  STUDY_NOT_FOUND: missing('study "{study}" does not exist; studies are: {available}'),
  STUDY_DIFFERS: usage(
    'study "{study}" was begun with another {field}: {stored}, now {given}; choose another name, or delete it first',
  ),
  MODEL_NOT_FOUND: missing('model "{model}" does not exist; models are: {available}'),
  VERSION_NOT_FOUND: missing('model "{model}" has no version {version}; its versions are: {available}'),
  ALIAS_NOT_FOUND: missing('model "{model}" has no alias "{alias}"; its aliases are: {available}'),
  NAME_INVALID: usage(
    'name "{name}" must be 1 to 128 letters, digits, spaces, dots, dashes or underscores, starting with a letter or digit',
  ),
  ROLLBACK_EMPTY: refused('alias "{alias}" of model "{model}" has no earlier promotion to go back to'),
  HOLDOUT_NONE: failed('model {model} has no sealed holdout: cross-validation judged it; give a source to evaluate on'),
  HOLDOUT_LEARNED: refused('model {model} learned from rows of this holdout, so a score on it would say nothing'),
  HOLDOUT_NOT_FOUND: missing('holdout "{holdout}" does not exist; holdouts are: {available}'),
  HOLDOUT_SPENT: refused(
    'holdout {holdout} was looked at {looks} times and its budget of {budget} is spent: another score would say more about the looks than about the model; judge on fresh data',
  ),
  ROLLOUT_NOT_FOUND: missing('model "{model}" has no rollout; start one with `modelwright rollout start`'),
  ROLLOUT_REFUSED: refused('the rollout of model {model} is not {wish}: {problem}'),
  PROMOTION_REFUSED: refused('model {model} is not promoted: {reason}'),
  ARTIFACT_DAMAGED: damaged('artifact {hash} is damaged: {problem}'),
  ARTIFACT_UNSUPPORTED: damaged('artifact {hash} needs a newer modelwright: {problem}'),
  GOLDEN_MISMATCH: damaged('model {model} does not repeat its golden rows on this machine: row {row} differs'),
  STATE_INVALID: damaged('the state of estimator {estimator} is not valid: {problem}'),
  EXPORT_UNSUPPORTED: failed('this model cannot be exported as {format}: {problem}'),
  ESTIMATOR_UNKNOWN: damaged('estimator "{name}" is not known; known are: {available}'),

  // Models of other libraries.
  MODEL_FILE_INVALID: failed('the model file cannot be read: {problem}'),
  MODEL_IMPORTED: usage('model {model} was imported, so there is no record of its training to go by'),
  REFERENCE_MISSING: usage(
    'model {model} was imported, so its training left nothing to compare with; name rows that it is known to fit: --reference <source>',
  ),
  MODEL_FILE_REFUSED: failed('the model file is refused: {what}: expected {law}, got {value}'),
  MODEL_FILE_UNSUPPORTED: failed('the model file holds what cannot be imported: {feature}'),

  // Models that run in processes of their own.
  ONNX_RUNTIME_MISSING: {
    message: 'ONNX models run in the optional package {package}, which is not installed; install it: {command}',
    http: 503,
    grpc: 'UNAVAILABLE',
    exit: 1,
  },
  MODEL_DOWN: { message: 'model {model} cannot answer: {problem}', http: 503, grpc: 'UNAVAILABLE', exit: 1 },
  MODEL_CALL_FAILED: failed('the graph of model {model} refused the call: {problem}'),
  MODEL_NATIVE: usage(
    'model {model} runs in a process of its own, so it cannot {wish}; predict, evaluate, models compare and serve take it',
  ),
  MODEL_TENSORS_ONLY: usage(
    'model {model} takes tensors, not rows; ask it through the Open Inference Protocol (/v2/models/.../infer)',
  ),

  // Store.
  STORE_UNWRITABLE: {
    message: 'the store {path} cannot be written: {problem}',
    http: 507,
    grpc: 'UNAVAILABLE',
    exit: 1,
  },
  STORE_NEWER: damaged('the store {path} was written by a newer modelwright (schema {found}, this one knows {known})'),
  STORE_DAMAGED: damaged('the store {path} is damaged: {problem}'),
  STORE_CONFLICT: refused('{what} was changed by another process; try again'),
  AUDIT_BROKEN: damaged('the audit log does not verify at entry {entry}: {problem}'),

  // Another server, as commands speak to it.
  SERVER_UNREACHABLE: unavailable('no answer of the server at {url}: {problem}'),
  SERVER_REFUSED: failed('the server at {url} refused with {refusal}: {problem}'),

  // Server.
  JSON_INVALID: malformed('the body is not valid JSON: {problem}'),
  JSON_TOO_DEEP: malformed('JSON may nest {limit} levels deep, got more'),
  JSON_TOO_LARGE: {
    message: 'a JSON {what} may have {limit} {unit}, got more',
    http: 413,
    grpc: 'RESOURCE_EXHAUSTED',
    exit: 1,
  },
  JSON_KEY_FORBIDDEN: malformed('JSON key "{key}" may not hold an object or a list'),
  BODY_INVALID: malformed('{path}: {problem}', 422),
  BODY_TOO_LARGE: {
    message: 'the body may have {limit} bytes, got more',
    http: 413,
    grpc: 'RESOURCE_EXHAUSTED',
    exit: 1,
  },
  MEDIA_TYPE_UNSUPPORTED: malformed('content type must be application/json, got {value}', 415),
  ROW_INVALID: malformed('row {row}, column "{column}": {problem}', 422),
  LINE_INVALID: malformed('line {line}: {problem}', 422),
  SERVER_BUSY: {
    message: '{what}: at most {limit} at a time; try again later',
    http: 503,
    grpc: 'RESOURCE_EXHAUSTED',
    exit: 1,
  },
  OVERLOADED: {
    message: 'model {model} has more requests than it can answer: {problem}; try again later',
    http: 503,
    grpc: 'UNAVAILABLE',
    exit: 1,
  },
  DEADLINE_EXCEEDED: {
    message: 'the answer was not ready within {limitMs} ms',
    http: 504,
    grpc: 'DEADLINE_EXCEEDED',
    exit: 1,
  },
  WEBHOOK_NOT_FOUND: missing('webhook "{webhook}" is not declared; webhooks are: {available}'),
  WEBHOOK_GIVEN_UP: failed('webhook "{webhook}" was not told that job {job} has ended: {answer} at the last attempt'),
  WEBHOOK_SECRET_INVALID: failed(
    'webhook "{webhook}" needs a secret in the variable {variable}: expected 24 to 64 bytes as base64 (openssl rand -base64 32), got none or another value',
    500,
  ),
  JOB_NOT_FOUND: missing('job "{job}" does not exist'),
  JOB_WITHOUT_WEBHOOK: refused('job {job} names no webhook, so nobody is told of it; hand it in with one'),
  JOB_UNFINISHED: refused('job {job} is {state}; it has a result when it is done'),
  JOB_INTERRUPTED: failed('job {job} was begun {attempts} times, and the process that ran it died each time'),
  MODEL_UNLOADED: unavailable('model "{model}" is not loaded on this server'),
  MODEL_CONTROL_OFF: refused(
    'this server serves what the registry says; start it with --model-control explicit to load and unload models by request',
  ),
  VERSION_UNAVAILABLE: missing(
    'model "{model}" does not answer as version {version} on this server; versions that do are: {available}',
  ),
  CIRCUIT_OPEN: unavailable('model {model} has failed too often and is left alone for a while; try again later'),
  WARM_UP_FAILED: unavailable('model {model} is not taken into service: {problem}'),
  ROUTE_NOT_FOUND: missing('no such route: {route}'),
  METHOD_NOT_ALLOWED: malformed('{route} does not take {method}; it takes: {available}', 405),
  REQUEST_INVALID: malformed('the request cannot be read: {problem}'),
  REQUEST_TIMEOUT: {
    message: 'the request did not arrive in time',
    http: 408,
    grpc: 'DEADLINE_EXCEEDED',
    exit: 1,
  },
  HEADERS_TOO_MANY: malformed('a request may have {limit} headers, got more', 431),
  HEADERS_TOO_LARGE: malformed('the request headers may have {limit} bytes, got more', 431),
  PORT_IN_USE: failed('port {port} on {host} is in use; choose another with {option}'),

  PROCESS_LOST: unavailable('process {pid} of the server {problem}; {next}'),
  PROCESSES_MISSING: unavailable('{answering} of {workers} processes of the server answer: {problem}'),

  // Access.
  CREDENTIALS_MISSING: {
    message: 'say who you are: send the header `Authorization: Bearer <key or token>`',
    http: 401,
    grpc: 'UNAUTHENTICATED',
    exit: 1,
  },
  CREDENTIALS_INVALID: {
    message: 'the key or token is not good here: it is unknown, expired, revoked or damaged',
    http: 401,
    grpc: 'UNAUTHENTICATED',
    exit: 1,
  },
  ISSUER_UNREACHABLE: {
    message: 'tokens cannot be checked now: the keys of their issuer cannot be read',
    http: 503,
    grpc: 'UNAVAILABLE',
    exit: 1,
  },
  ROLE_TOO_LOW: denied('this needs the role {needed}, and the caller has the role {held}'),
  MODELS_LIMITED: denied('this tells about all models, and the caller may use some only'),
  HOST_NOT_ALLOWED: denied('the host {host} is not one of this server; name it with --allowed-hosts'),
  ORIGIN_NOT_ALLOWED: denied('pages of {origin} may not use this server; name their host with --allowed-hosts'),
  RATE_EXCEEDED: {
    message: 'at most {limit} requests a second; try again in {seconds} s',
    http: 429,
    grpc: 'RESOURCE_EXHAUSTED',
    exit: 1,
  },
  KEY_NOT_FOUND: missing('key "{key}" does not exist, or is revoked; keys are: {available}'),
  KEY_EXISTS: refused('a key named "{name}" exists; revoke it first, or choose another name'),

  // Gates and everything else.
  TESTS_NONE: usage('nothing to test: declare `tests` or `gates` in modelwright.config.ts'),
  GATE_FAILED: refused('model {model} does not pass: {failed}'),
  DRIFT_FOUND: refused('drift was found in {columns}'),
  CANCELLED: { message: '{what} was cancelled', http: 499, grpc: 'CANCELLED', exit: 1 },
  INTERNAL: { message: 'internal error: {problem}', http: 500, grpc: 'INTERNAL', exit: 1 },
} as const satisfies Record<string, ErrorRow>;

/** Code of an error, `AREA_FACT`. */
export type ErrorCode = keyof typeof errorTable;
