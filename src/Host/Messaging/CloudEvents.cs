using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using PhongTrao.Projections.Reactors;

namespace PhongTrao.Host.Messaging;

/// <summary>
/// Puts messages on the wire as CloudEvents in structured mode, plain JSON without the transport's own envelope, so that a
/// consumer needs nothing of this service's libraries. The trace context travels in the message and, for those that look there, in
/// the headers.
/// </summary>
internal sealed class CloudEvents : ISerializerFactory
{
    /// <summary>CloudEvents 1.0, JSON, structured mode.</summary>
    internal const string MediaType = "application/cloudevents+json";

    /// <inheritdoc/>
    public ContentType ContentType { get; } = new(MediaType);

    /// <inheritdoc/>
    public IMessageSerializer CreateSerializer() => new Serializer(ContentType);

    /// <inheritdoc/>
    public IMessageDeserializer CreateDeserializer() => new Deserializer(ContentType);

    private static SystemTextJsonRawMessageSerializer Raw() => new(RawSerializerOptions.AnyMessageType | RawSerializerOptions.CopyHeaders);

    private sealed class Serializer(ContentType contentType) : IMessageSerializer
    {
        private readonly SystemTextJsonRawMessageSerializer _raw = Raw();

        public ContentType ContentType => contentType;

        public MessageBody GetMessageBody<T>(SendContext<T> context)
            where T : class => _raw.GetMessageBody(context);
    }

    private sealed class Deserializer(ContentType contentType) : IMessageDeserializer
    {
        private readonly SystemTextJsonRawMessageSerializer _raw = Raw();

        public ContentType ContentType => contentType;

        public ConsumeContext Deserialize(ReceiveContext receiveContext) => _raw.Deserialize(receiveContext);

        public SerializerContext Deserialize(MessageBody body, Headers headers, Uri? destinationAddress = null) =>
            _raw.Deserialize(body, headers, destinationAddress);

        public MessageBody GetMessageBody(string text) => _raw.GetMessageBody(text);

        public void Probe(ProbeContext context) => _raw.Probe(context);
    }

    /// <summary>What a message's bytes say; null where they are no message of ours.</summary>
    internal static IntegrationEvent? Read(ReceiveContext context) => IntegrationEvent.TryRead(context.Body.GetBytes());
}
