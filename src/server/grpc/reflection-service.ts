/** Server reflection, by which tools such as grpcurl learn the protocols from the server itself. */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Server, type ServerDuplexStream, status } from '@grpc/grpc-js';
import { methodDefinition } from './add-service.ts';
import { callStatus } from './call-status.ts';
import { bytesField, readMessage, textField } from './message-reader.ts';
import { writeTexts } from './model-messages.ts';
import { type ProtoDescriptor, protoDescriptor } from './proto-file.ts';
import { healthProtocol, inferenceProtocol, reflectionPackages, reflectionProtocol } from './protocols.ts';

type ReflectionCall = ServerDuplexStream<Uint8Array, Uint8Array>;

const serviceName = (packageName: string) => `${packageName}.ServerReflection`;

/** Adds the service, which lists these services and itself. */
export function addReflection(server: Server, services: readonly string[], report: (error: unknown) => void): void {
  const listed = [...services, ...reflectionPackages.map(serviceName)];
  let described: readonly ProtoDescriptor[] | undefined;
  // Described when somebody asks, for most servers are never asked.
  const descriptors = () => {
    const protocols = [inferenceProtocol, healthProtocol, ...reflectionPackages.map(reflectionProtocol)];
    described ??= protocols.map(protoDescriptor);
    return described;
  };
  for (const packageName of reflectionPackages) {
    server.addService(
      {
        ServerReflectionInfo: methodDefinition(serviceName(packageName), 'ServerReflectionInfo', {
          request: true,
          response: true,
        }),
      },
      {
        ServerReflectionInfo(call: ReflectionCall) {
          call.on('data', (request: Uint8Array) => {
            try {
              const isTaken = call.write(answerTo(request, listed, descriptors()));
              if (!isTaken) waitForReader(call);
            } catch (error) {
              call.emit('error', callStatus(error, report));
            }
          });
          call.on('end', () => call.end());
        },
      },
    );
  }
}

/** Reads no more questions than answers are taken. */
function waitForReader(call: ReflectionCall): void {
  call.pause();
  call.once('drain', () => call.resume());
}

function answerTo(request: Uint8Array, services: readonly string[], descriptors: readonly ProtoDescriptor[]) {
  const writer = new BinaryWriter();
  let host = '';
  let answer = (): void => answerWithError(writer, status.INVALID_ARGUMENT, 'nothing is asked');
  const file = (found: ProtoDescriptor | undefined, name: string): void => {
    if (found) inMessage(writer, 4, () => writer.tag(1, WireType.LengthDelimited).bytes(found.bytes));
    else answerWithError(writer, status.NOT_FOUND, `"${name.slice(0, 100)}" is not known`);
  };
  const noExtensions = () => answerWithError(writer, status.NOT_FOUND, 'there are no extensions');
  readMessage(request, {
    1: textField((text) => {
      host = text;
    }),
    3: textField((name) => {
      answer = () =>
        file(
          descriptors.find((one) => one.name === name),
          name,
        );
    }),
    4: textField((symbol) => {
      answer = () =>
        file(
          descriptors.find(({ symbols }) => symbols.includes(symbol)),
          symbol,
        );
    }),
    5: bytesField(() => {
      answer = noExtensions;
    }),
    6: textField(() => {
      answer = noExtensions;
    }),
    7: textField(() => {
      answer = () =>
        inMessage(writer, 6, () => {
          for (const name of services) inMessage(writer, 1, () => writeTexts(writer, 1, [name]));
        });
    }),
  });
  writeTexts(writer, 1, [host]);
  writer.tag(2, WireType.LengthDelimited).bytes(request);
  answer();
  return writer.finish();
}

function answerWithError(writer: BinaryWriter, code: status, message: string): void {
  inMessage(writer, 7, () => {
    writer.tag(1, WireType.Varint).int32(code);
    writeTexts(writer, 2, [message]);
  });
}

function inMessage(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
