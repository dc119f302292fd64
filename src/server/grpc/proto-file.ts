/** Descriptors of protocols, put together from lines as a .proto file has them. Only reflection reads them. */
import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  type DescriptorProtoSchema,
  type FieldDescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt';

/** A protocol in proto3. Types of messages and enums are named without the package, nested ones with their parents. */
export interface ProtoFile {
  readonly name: string;
  readonly package: string;
  /**
   * Fields such as `repeated int64 shape = 3` or `map<string, InferParameter> parameters = 4` by the name of their message; a message
   * follows the one in which it is nested. `oneof name: ` before a field puts it into that group.
   */
  readonly messages: Readonly<Record<string, readonly string[]>>;
  /** Values by enum, numbered from 0; an enum lies in a message. */
  readonly enums?: Readonly<Record<string, readonly string[]>>;
  /** Request and answer by method and service; `stream ` before one says that there are many. */
  readonly services: Readonly<Record<string, Readonly<Record<string, readonly [request: string, answer: string]>>>>;
}

/** A FileDescriptorProto as bytes, and all names it explains. */
export interface ProtoDescriptor {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Full names of messages, enums, services and methods. */
  readonly symbols: readonly string[];
}

type Message = MessageInitShape<typeof DescriptorProtoSchema> & { name: string };
type Field = MessageInitShape<typeof FieldDescriptorProtoSchema>;

const scalars = new Map<string, Type>([
  ['double', Type.DOUBLE],
  ['float', Type.FLOAT],
  ['int64', Type.INT64],
  ['uint64', Type.UINT64],
  ['int32', Type.INT32],
  ['uint32', Type.UINT32],
  ['bool', Type.BOOL],
  ['string', Type.STRING],
  ['bytes', Type.BYTES],
]);

/** Describes a protocol. */
export function protoDescriptor({ name, package: of, messages, enums = {}, services }: ProtoFile): ProtoDescriptor {
  const isEnum = (type: string) => type in enums;
  const described = new Map(
    Object.entries(messages).map(([full, lines]) => [full, messageOf(full, lines, { of, isEnum })]),
  );
  for (const [full, values] of Object.entries(enums)) {
    const [parent, own] = split(full);
    const enumType = { name: own, value: values.map((value, number) => ({ name: value, number })) };
    Object.assign(described.get(parent) ?? {}, { enumType: [enumType] });
  }
  const roots: Message[] = [];
  for (const [full, message] of described) {
    const parent = described.get(split(full)[0]);
    if (!parent) roots.push(message);
    else parent.nestedType = [...(parent.nestedType ?? []), message];
  }
  const file = create(FileDescriptorProtoSchema, {
    name,
    package: of,
    syntax: 'proto3',
    messageType: roots,
    service: Object.entries(services).map(([service, methods]) => ({
      name: service,
      method: Object.entries(methods).map(([method, [request, answer]]) => ({
        name: method,
        inputType: `.${of}.${request.replace('stream ', '')}`,
        outputType: `.${of}.${answer.replace('stream ', '')}`,
        clientStreaming: request.startsWith('stream '),
        serverStreaming: answer.startsWith('stream '),
      })),
    })),
  });
  const names = [
    ...described.keys(),
    ...Object.keys(enums),
    ...Object.entries(services).flatMap(([service, methods]) => [
      service,
      ...Object.keys(methods).map((method) => `${service}.${method}`),
    ]),
  ];
  return { name, bytes: toBinary(FileDescriptorProtoSchema, file), symbols: names.map((one) => `${of}.${one}`) };
}

interface Surroundings {
  readonly of: string;
  readonly isEnum: (type: string) => boolean;
}

function messageOf(full: string, lines: readonly string[], { of, isEnum }: Surroundings): Message {
  const groups: string[] = [];
  const entries: Message[] = [];
  const typed = (type: string): Field => {
    const scalar = scalars.get(type);
    if (scalar !== undefined) return { type: scalar };
    return { type: isEnum(type) ? Type.ENUM : Type.MESSAGE, typeName: `.${of}.${type}` };
  };
  const field = lines.map((line): Field => {
    const [, group, repeated, mapped, type, name, number] = line.match(fieldLine)!;
    const numbered = { name, number: Number(number), label: repeated || mapped ? Label.REPEATED : Label.OPTIONAL };
    if (mapped) {
      const entry = `${name[0].toUpperCase()}${name.slice(1)}Entry`;
      const key: Field = { name: 'key', number: 1, label: Label.OPTIONAL, type: Type.STRING };
      const value: Field = { name: 'value', number: 2, label: Label.OPTIONAL, ...typed(mapped) };
      entries.push({ name: entry, field: [key, value], options: { mapEntry: true } });
      return { ...numbered, type: Type.MESSAGE, typeName: `.${of}.${full}.${entry}` };
    }
    if (group && !groups.includes(group)) groups.push(group);
    return { ...numbered, ...typed(type), ...(group && { oneofIndex: groups.indexOf(group) }) };
  });
  return { name: split(full)[1], field, nestedType: entries, oneofDecl: groups.map((name) => ({ name })) };
}

const fieldLine = /^(?:oneof (\w+): )?(?:(repeated) )?(?:map<string, ([\w.]+)>|([\w.]+)) (\w+) = (\d+)$/;

/** The name of the message around, and the own one. */
function split(full: string): [parent: string, own: string] {
  const at = full.lastIndexOf('.');
  return [full.slice(0, Math.max(at, 0)), full.slice(at + 1)];
}
