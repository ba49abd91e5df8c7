// A datagram at a peer's socket, as the peer's own parser has understood it.

using System.Text;
using System.Text.Json;

namespace Interop.Support;

/// <summary>One datagram; In is towards the peer.</summary>
internal sealed record Datagram(
    bool IsIn, string Hex, string? Malformed, bool IsExact, string Type, string Code,
    int MessageId, string Token, IReadOnlyList<(string Name, string Value)> Options,
    byte[] Payload)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public bool IsEmpty => Code == "0.00";

    /// <summary>The value of an option as a number, or -1.</summary>
    public int Number(string option)
    {
        foreach ((string name, string value) in Options)
        {
            if (name == option)
            {
                return value.Length == 0 ? 0 : Convert.ToInt32(value, 16);
            }
        }

        return -1;
    }

    /// <summary>The texts of an option.</summary>
    public IEnumerable<string> Texts(string option) => Options
        .Where(o => o.Name == option)
        .Select(o => Encoding.UTF8.GetString(Convert.FromHexString(o.Value)));

    public static Datagram From(JsonElement e)
    {
        bool isIn = e.GetProperty("direction").GetString() == "in";
        string hex = e.GetProperty("hex").GetString()!;
        return e.TryGetProperty("malformed", out JsonElement reason)
            ? new Datagram(isIn, hex, reason.GetString(), false, "", "", 0, "", [], [])
            : new Datagram(
                isIn, hex, null,
                e.GetProperty("exact").GetBoolean(),
                e.GetProperty("type").GetString()!,
                e.GetProperty("code").GetString()!,
                e.GetProperty("messageId").GetInt32(),
                e.GetProperty("token").GetString()!,
                [.. e.GetProperty("options").EnumerateArray().Select(o => (
                    o.GetProperty("name").GetString()!, o.GetProperty("value").GetString()!))],
                Convert.FromHexString(e.GetProperty("payload").GetString()!));
    }

    public override string ToString() =>
        $"{(IsIn ? "in" : "out")} {Type} {Code} {MessageId} [{Token}] {Hex}";
}
