// Builds the code, options and payload of an answer; type, message id and token are set when
// it is sent.

using System.Text;
using Lwm2m.DevServer.Coap;

namespace Lwm2m.DevServer.Messaging;

/// <summary>Answers to requests of devices.</summary>
internal static class Reply
{
    internal static CoapMessage Of(CoapCode code, OptionList? options = null) =>
        new() { Code = code, Options = options is null ? [] : options.Options };

    /// <summary>An error with a diagnostic payload (RFC 7252 §5.5.2).</summary>
    internal static CoapMessage WithText(CoapCode code, string text) =>
        new() { Code = code, Payload = Encoding.UTF8.GetBytes(text) };
}
